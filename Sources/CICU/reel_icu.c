#include "reel_icu.h"

#include <string.h>
#include <unicode/ubidi.h>
#include <unicode/ubrk.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/ustring.h>

const int32_t reel_icu_overflow = U_BUFFER_OVERFLOW_ERROR;

const char *reel_icu_error_name(int32_t error) { return u_errorName((UErrorCode)error); }

reel_breaks *reel_breaks_open(reel_break_kind kind, const char *locale, const uint16_t *text, int32_t length, int32_t *error) {
  static const UBreakIteratorType types[] = {UBRK_LINE, UBRK_WORD, UBRK_CHARACTER};
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(types[kind], locale, (const UChar *)text, length, &status);
  *error = status;
  if (iterator) ubrk_first(iterator);
  return (reel_breaks *)iterator;
}

void reel_breaks_close(reel_breaks *breaks) { ubrk_close((UBreakIterator *)breaks); }

int32_t reel_breaks_next(reel_breaks *breaks) {
  int32_t place = ubrk_next((UBreakIterator *)breaks);
  return place == UBRK_DONE ? -1 : place;
}

int32_t reel_breaks_is_hard(reel_breaks *breaks) {
  int32_t status = ubrk_getRuleStatus((UBreakIterator *)breaks);
  return status >= UBRK_LINE_HARD && status < UBRK_LINE_HARD_LIMIT;
}

int32_t reel_breaks_is_word(reel_breaks *breaks) { return ubrk_getRuleStatus((UBreakIterator *)breaks) >= UBRK_WORD_NONE_LIMIT; }

void reel_bidi_levels(const uint16_t *text, int32_t length, int32_t direction, uint8_t *levels, int32_t *error) {
  UErrorCode status = U_ZERO_ERROR;
  UBiDi *bidi = ubidi_openSized(length, 0, &status);
  UBiDiLevel paragraph = direction < 0 ? UBIDI_DEFAULT_LTR : (UBiDiLevel)direction;
  ubidi_setPara(bidi, (const UChar *)text, length, paragraph, NULL, &status);
  const UBiDiLevel *found = ubidi_getLevels(bidi, &status);
  if (U_SUCCESS(status)) memcpy(levels, found, length);
  ubidi_close(bidi);
  *error = status;
}

int32_t reel_upper(uint16_t *out, int32_t capacity, const uint16_t *text, int32_t length, const char *locale, int32_t *error) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = u_strToUpper((UChar *)out, capacity, (const UChar *)text, length, locale, &status);
  *error = status;
  return count;
}

reel_converter *reel_converter_open(const char *name, int32_t *error) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter *converter = ucnv_open(name, &status);
  if (converter) ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
  *error = status;
  return (reel_converter *)converter;
}

void reel_converter_close(reel_converter *converter) { ucnv_close((UConverter *)converter); }

int32_t reel_converter_decode(
  reel_converter *converter, uint16_t *out, int32_t capacity, const uint8_t *bytes, int32_t length, int32_t *error) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = ucnv_toUChars((UConverter *)converter, (UChar *)out, capacity, (const char *)bytes, length, &status);
  *error = status;
  return count;
}

int32_t reel_guess_encodings(const uint8_t *bytes, int32_t length, reel_guess *guesses, int32_t capacity, int32_t *error) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = 0;
  UCharsetDetector *detector = ucsdet_open(&status);
  ucsdet_setText(detector, (const char *)bytes, length, &status);
  const UCharsetMatch **matches = ucsdet_detectAll(detector, &count, &status);
  if (U_FAILURE(status)) count = 0;
  if (count > capacity) count = capacity;
  for (int32_t i = 0; i < count; i++) {
    const char *name = ucsdet_getName(matches[i], &status);
    strncpy(guesses[i].name, name, sizeof guesses[i].name - 1);
    guesses[i].name[sizeof guesses[i].name - 1] = 0;
    guesses[i].confidence = ucsdet_getConfidence(matches[i], &status);
  }
  if (detector) ucsdet_close(detector);
  *error = status;
  return count;
}
