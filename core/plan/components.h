// Groups the files of a source tree into components that a reader would recognise. Thread: any; pure: the same files
// give the same components in the same order on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/index.h"

namespace skein::plan {

/// What a component mostly consists of.
enum class ComponentKind { Code, Documentation, Configuration, Tests, Build, Data };
/// "code", "docs", "config", "tests", "build" or "data".
std::string_view componentKindName(ComponentKind kind);
std::optional<ComponentKind> componentKindFromName(std::string_view name);

/// A group of files that belong together.
struct Component {
    std::string id;     ///< unique, stable: made of its folder and stem; [a-z0-9._-], at most 100 bytes
    std::string title;  ///< "src/btree", "Documentation", "lib/http (cookie, url)"
    ComponentKind kind = ComponentKind::Code;
    std::vector<std::string> paths;  ///< source paths, sorted, at least one
    std::uint64_t lines = 0;         ///< sum over the paths
};

/// Sizes that a component aims for. A single file is never split, so one file may exceed maxLines.
struct ComponentLimits {
    std::size_t maxFiles = 12;  ///< what one digest can describe file by file
    std::uint64_t maxLines =
        6'000;                     ///< about 60,000 tokens of code, an order above a token band: it has to be searched
    std::size_t minFiles = 3;      ///< a folder below both minima is merged with its siblings
    std::uint64_t minLines = 300;  ///< a file or stem below it shares a component; a few screens of code
};

/// The kind of one file by its folder names, name and language.
ComponentKind fileKind(const SourceFile& file);

/// Splits files into components: first by kind and folder, then large folders by common stem (foo.c with foo.h), name
/// prefix and shared words ("max_flow"), then tiny siblings together. A dozen or more files of at most three lines in a
/// folder are one component whatever their number: they lead to others. Every file is in exactly one component.
/// Components are ordered code, build, configuration, documentation, tests, data, and by path within. O(n log n).
std::vector<Component> findComponents(const std::vector<SourceFile>& files, const ComponentLimits& limits = {});

}  // namespace skein::plan
