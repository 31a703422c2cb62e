#pragma once

// All of semeq::dsp: bands to sections, sections to sound.
#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/automation.hpp"
#include "semeq/dsp/band.hpp"
#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/cascade.hpp"
#include "semeq/dsp/curve.hpp"
#include "semeq/dsp/curve_fit.hpp"
#include "semeq/dsp/design.hpp"
#include "semeq/dsp/equalize.hpp"
#include "semeq/dsp/isa.hpp"
#include "semeq/dsp/params.hpp"
#include "semeq/dsp/realtime.hpp"
#include "semeq/dsp/sosfilt.hpp"
#include "semeq/dsp/streaming_equalizer.hpp"
