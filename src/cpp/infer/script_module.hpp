#pragma once

// A TorchScript archive. The only part of semeq that needs libtorch; no torch type leaves this
// header.
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
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

// An argument of a method: a row-major tensor, which is only read, or a number.
struct TensorView {
  std::span<const float> data;
  std::vector<std::size_t> shape;
};
using Argument = std::variant<TensorView, double>;

// A module read from a file, on the CPU. After freeze(), any number of threads may run it.
class ScriptModule {
 public:
  // Throws LoadError.
  explicit ScriptModule(const std::string& path);
  ~ScriptModule();
  ScriptModule(const ScriptModule&) = delete;
  ScriptModule& operator=(const ScriptModule&) = delete;

  [[nodiscard]] bool has_method(const char* name) const;

  // A parameter or buffer by its dotted name.
  [[nodiscard]] std::optional<Values> tensor(const std::string& name) const;

  // Fold constants into the code of `methods`; tensor() sees nothing afterwards.
  void freeze(const std::vector<std::string>& methods);

  // Run a method on rows of `n_in` values. Throws whatever the script throws.
  [[nodiscard]] Values run(const char* method, std::span<const float> in, std::size_t n_in) const;

  // Run a method on any arguments. Throws whatever the script throws.
  [[nodiscard]] Values run(const char* method, std::span<const Argument> arguments) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace semeq::infer
