/* HarfBuzz: how wide a run of text is, shaped as libass shapes it. */
#pragma once
#include <hb.h>
#include <hb-ot.h>
