#pragma once

// What an audio thread may call: no allocation, no lock, no wait. Clang 20 and newer check it when
// run with -fsanitize=realtime (RealtimeSanitizer); for others it says so to the reader.
#ifdef __has_cpp_attribute
#if __has_cpp_attribute(clang::nonblocking)
#define SEMEQ_NONBLOCKING [[clang::nonblocking]]
#endif
#endif
#ifndef SEMEQ_NONBLOCKING
#define SEMEQ_NONBLOCKING
#endif
