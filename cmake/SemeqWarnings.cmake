# semeq_set_warnings(TARGET) turns on the warnings that semeq's own code is free of. The presets
# stop at any; somebody else's build, whose compiler may know new ones, does not.
option(SEMEQ_WARNINGS_AS_ERRORS "Stop at a compiler's warning" OFF)

function(semeq_set_warnings target)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    return()
  endif()
  # -Wno-sign-conversion: Clang counts it in -Wconversion, GCC does not.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wno-sign-conversion)
  if(SEMEQ_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
