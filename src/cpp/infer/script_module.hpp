#pragma once

// A TorchScript archive. The only part of semeq that needs libtorch; no torch type leaves this
// header.
#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace semeq::infer {

// The file is not a TorchScript archive, or its methods or shapes are not an artifact's.
struct LoadError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Row-major float32 values of any tensor.
struct Values {
  std::vector<std::size_t> shape;
  std::vector<float> data;
};

// What libtorch throws says more than its first line: a stack trace.
[[nodiscard]] std::string first_line(const std::exception& error);

// A module read from a file, on the CPU. After freeze(), any number of threads may run it.
class ScriptModule {
 public:
  // Throws LoadError.
  explicit ScriptModule(const std::string& path);
  ~ScriptModule();
  ScriptModule(const ScriptModule&) = delete;
  ScriptModule& operator=(const ScriptModule&) = delete;

  [[nodiscard]] bool has_method(const char* name) const;

  // Fold constants into the code of `methods`.
  void freeze(const std::vector<std::string>& methods);

  // Run a method on rows of `n_in` values. Throws whatever the script throws.
  [[nodiscard]] Values run(const char* method, std::span<const float> in, std::size_t n_in) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace semeq::infer
