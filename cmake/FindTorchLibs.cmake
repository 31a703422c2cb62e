# The two libraries of the installed torch wheel that _infer links: imported targets
# torch::torch_cpu and torch::c10, and its version as torch_version. The wheel's own TorchConfig.cmake also asks for
# compilers and libraries (CUDA, MKL) that inference does not need.
execute_process(
  COMMAND
    ${Python_EXECUTABLE} -c
    "from importlib.metadata import version; from importlib.util import find_spec; print(version('torch'), find_spec('torch').submodule_search_locations[0], sep=';')"
  OUTPUT_VARIABLE torch_found
  OUTPUT_STRIP_TRAILING_WHITESPACE
  RESULT_VARIABLE torch_missing
  ERROR_QUIET
)
if(torch_missing)
  if(SEMEQ_WITH_TORCH STREQUAL "AUTO")
    message(
      STATUS
      "torch is not installed for ${Python_EXECUTABLE}, so _infer (scripted models) is left out"
    )
    return()
  endif()
  message(
    FATAL_ERROR
    "torch is not installed for ${Python_EXECUTABLE}. "
    "Install torch==2.13.*, or build without scripted models: -DSEMEQ_WITH_TORCH=OFF"
  )
endif()

list(GET torch_found 0 torch_version)
list(GET torch_found 1 torch_root)

foreach(name torch_cpu c10)
  find_library(torch_${name}_path ${name} PATHS ${torch_root}/lib NO_DEFAULT_PATH REQUIRED)
  add_library(torch::${name} SHARED IMPORTED)
  set_target_properties(
    torch::${name}
    PROPERTIES
      IMPORTED_LOCATION ${torch_${name}_path}
      INTERFACE_INCLUDE_DIRECTORIES
        "${torch_root}/include;${torch_root}/include/torch/csrc/api/include"
  )
endforeach()
