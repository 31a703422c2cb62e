#include "infer/script_module.hpp"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/passes/freeze_module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <cstdint>

namespace semeq::infer {
namespace {

Values to_values(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kCPU).to(at::kFloat).contiguous();
  const auto* data = flat.const_data_ptr<float>();
  return {{flat.sizes().begin(), flat.sizes().end()}, {data, data + flat.numel()}};
}

// A copy: a script may write to its input, which is the caller's.
at::Tensor to_tensor(std::span<const float> rows, std::size_t n_columns) {
  const auto n_rows = static_cast<std::int64_t>(rows.size() / n_columns);
  at::Tensor tensor = at::empty({n_rows, static_cast<std::int64_t>(n_columns)}, at::kFloat);
  std::ranges::copy(rows, tensor.data_ptr<float>());
  return tensor;
}

}  // namespace

std::string first_line(const std::exception& error) {
  const std::string reason = error.what();
  return reason.substr(0, reason.find('\n'));
}

struct ScriptModule::Impl {
  torch::jit::Module module;
};

ScriptModule::ScriptModule(const std::string& path) : impl_(std::make_unique<Impl>()) {
  try {
    impl_->module = torch::jit::load(path, at::kCPU);
    impl_->module.eval();
  } catch (const std::exception& error) {
    throw LoadError(first_line(error));
  }
}

ScriptModule::~ScriptModule() = default;

bool ScriptModule::has_method(const char* name) const {
  return impl_->module.find_method(name).has_value();
}

void ScriptModule::freeze(const std::vector<std::string>& methods) {
  impl_->module = torch::jit::freeze_module(impl_->module, methods);
}

Values ScriptModule::run(const char* method, std::span<const float> in, std::size_t n_in) const {
  const c10::InferenceMode no_autograd;
  return to_values(impl_->module.get_method(method)({to_tensor(in, n_in)}).toTensor());
}

}  // namespace semeq::infer
