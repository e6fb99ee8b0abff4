// The files of a bundle, read from a folder or a zip file one after another, bounded and without trusting any name.
// Thread: one per object.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/error.h"

namespace skein::runtime {

/// One file, or something that should not be there.
struct BundleFile {
    std::string name;     ///< relative, '/' separated, as found
    std::string problem;  ///< not empty: it is no regular file or cannot be opened, and why
    /// Hands the content over in pieces. Errors: Damaged, Io, TooLarge, and what the receiver returns.
    std::function<Result<void>(const std::function<Result<void>(std::string_view)>&)> read;
};

class BundleSource {
public:
    virtual ~BundleSource() = default;
    /// Goes through all files once more, in an order of its own. Errors: Damaged, Io, TooLarge, and those of `each`.
    virtual Result<void> forEach(const std::function<Result<void>(const BundleFile&)>& each) = 0;
};

/// Errors: NotFound, InvalidInput when it is neither a folder nor a zip file.
Result<std::unique_ptr<BundleSource>> openBundleSource(const std::string& path);

/// Whether a folder or zip file holds a manifest of ours.
bool isBundle(const std::string& path);

}  // namespace skein::runtime
