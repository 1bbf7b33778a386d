/* libass: lays out and rasterises ASS scripts with HarfBuzz and FriBidi. */
#pragma once
#include <ass/ass.h>
