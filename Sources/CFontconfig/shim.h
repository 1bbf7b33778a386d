/* fontconfig finds font files and says what they cover; FreeType reads the names libass will know them by. */
#pragma once
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_SFNT_NAMES_H
#include FT_TRUETYPE_IDS_H
#include FT_TRUETYPE_TABLES_H
#include FT_TYPE1_TABLES_H

/* Macros with casts, which Swift cannot import. */
static const FT_Long reel_ft_style_italic = FT_STYLE_FLAG_ITALIC;
static const FT_Long reel_ft_style_bold = FT_STYLE_FLAG_BOLD;
/* How libass loads a glyph to measure it. */
static const FT_Int32 reel_ft_measure = FT_LOAD_DEFAULT | FT_LOAD_IGNORE_GLOBAL_ADVANCE_WIDTH | FT_LOAD_IGNORE_TRANSFORM;
