/* ICU: where lines may break, with dictionaries for scripts without spaces; bidi levels; legacy encodings to Unicode.
 *
 * A target of its own with names and types of its own, because Swift cannot see ICU's headers: ICU writes its version into the names of
 * its functions by macros, and Foundation brings another ICU, whose enums would be defined twice. No logic is in here.
 *
 * Errors are ICU's codes: 0 is success, below 0 a warning, above 0 a failure that reel_icu_error_name names. */
#pragma once
#include <stdint.h>

const char *reel_icu_error_name(int32_t error);
/* What is returned as error where `capacity` does not suffice; the length that would is returned too. */
extern const int32_t reel_icu_overflow;

/* Boundaries in UTF-16 text, which must outlive the iterator. */
typedef struct reel_breaks reel_breaks;
typedef enum { reel_break_lines, reel_break_words, reel_break_clusters } reel_break_kind;
/* `locale` is ICU's, with its keywords: "ja@lb=strict". */
reel_breaks *reel_breaks_open(reel_break_kind kind, const char *locale, const uint16_t *text, int32_t length, int32_t *error);
void reel_breaks_close(reel_breaks *breaks);
/* The next boundary after the last one returned, the first being behind 0; -1 at the end. */
int32_t reel_breaks_next(reel_breaks *breaks);
/* Whether the boundary returned last ends a line in any case, as behind a line feed. */
int32_t reel_breaks_is_hard(reel_breaks *breaks);
/* Whether the word that ends at the boundary returned last is made of letters or digits, not of spaces or punctuation. */
int32_t reel_breaks_is_word(reel_breaks *breaks);

/* UAX #9: an embedding level for each UTF-16 unit of one paragraph. `direction` is 0 left to right, 1 right to left, -1 as the first
 * strong character says. */
void reel_bidi_levels(const uint16_t *text, int32_t length, int32_t direction, uint8_t *levels, int32_t *error);

/* Upper case by the rules of a language. Returns the length in UTF-16 units. */
int32_t reel_upper(uint16_t *out, int32_t capacity, const uint16_t *text, int32_t length, const char *locale, int32_t *error);

/* Bytes of an encoding, by any name ICU knows, to UTF-16. Bytes that are no text in it are an error. Returns the length in units. */
typedef struct reel_converter reel_converter;
reel_converter *reel_converter_open(const char *name, int32_t *error);
void reel_converter_close(reel_converter *converter);
int32_t reel_converter_decode(
  reel_converter *converter, uint16_t *out, int32_t capacity, const uint8_t *bytes, int32_t length, int32_t *error);

/* What encodings the bytes may be in, likeliest first. Returns how many of `guesses` are filled. */
typedef struct {
  char name[32];
  /* 0 to 100. */
  int32_t confidence;
} reel_guess;
int32_t reel_guess_encodings(const uint8_t *bytes, int32_t length, reel_guess *guesses, int32_t capacity, int32_t *error);
