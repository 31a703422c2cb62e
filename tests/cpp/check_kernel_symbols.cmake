# Each kernel object must export EXPORT, its one entry point, and nothing else: any other symbol could
# be picked by the linker for callers that may run on an older processor.
execute_process(
  COMMAND ${NM} --demangle --extern-only --defined-only --print-file-name ${LIBRARY}
  OUTPUT_VARIABLE symbols
  RESULT_VARIABLE failed
)
if(failed)
  message(FATAL_ERROR "nm failed on ${LIBRARY}")
endif()
string(REPLACE "\n" ";" lines "${symbols}")
set(n_kernels 0)
foreach(line IN LISTS lines)
  if(line MATCHES "__odr_asan" OR NOT line MATCHES "(scalar|sse2|avx2|avx512|neon)\\.cpp\\.o:")
    continue()
  endif()
  set(isa ${CMAKE_MATCH_1})
  if(line MATCHES "::${isa}::${EXPORT}")
    math(EXPR n_kernels "${n_kernels} + 1")
  else()
    message(FATAL_ERROR "the ${isa} kernel exports more than ${EXPORT}: ${line}")
  endif()
endforeach()
if(n_kernels LESS 2)
  message(FATAL_ERROR "found ${n_kernels} kernels, expected the scalar one and others")
endif()
message(STATUS "${n_kernels} kernels, each exporting only ${EXPORT}")
