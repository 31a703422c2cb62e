#pragma once

// Marks a function that an audio thread may call: it does not allocate, lock or wait. Clang 20 and
// newer check that when run with -fsanitize=realtime (RealtimeSanitizer); others ignore the mark.
#ifdef __has_cpp_attribute
#if __has_cpp_attribute(clang::nonblocking)
#define SEMEQ_NONBLOCKING [[clang::nonblocking]]
#endif
#endif
#ifndef SEMEQ_NONBLOCKING
#define SEMEQ_NONBLOCKING
#endif
