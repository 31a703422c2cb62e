# Installs semeq::dsp, then builds and runs the example host against what was installed.
file(REMOVE_RECURSE ${WORK})
foreach(
  step
  IN
  ITEMS
    "--install;${BUILD};--component;dsp;--prefix;${WORK}/prefix"
    "-S;${SOURCE}/examples/cpp_host;-B;${WORK}/build;-DCMAKE_PREFIX_PATH=${WORK}/prefix;-DCMAKE_CXX_COMPILER=${CXX};-DCMAKE_CXX_FLAGS=${FLAGS}"
    "--build;${WORK}/build"
)
  execute_process(COMMAND ${CMAKE_COMMAND} ${step} COMMAND_ERROR_IS_FATAL ANY)
endforeach()

# The host has included semeq/dsp.hpp, which stands alone and leaves no public header out.
file(READ ${WORK}/prefix/include/semeq/dsp.hpp umbrella)
file(GLOB headers RELATIVE ${WORK}/prefix/include ${WORK}/prefix/include/semeq/dsp/*.hpp)
foreach(header IN LISTS headers)
  if(NOT umbrella MATCHES "#include \"${header}\"")
    message(FATAL_ERROR "semeq/dsp.hpp does not include ${header}")
  endif()
endforeach()
execute_process(COMMAND ${WORK}/build/semeq_host COMMAND_ERROR_IS_FATAL ANY)
