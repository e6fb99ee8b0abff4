// Where sources stand in memory: each folder or file that is read has a place of its own among the paths, so that
// reading one never touches what another gave, and one file on disk has one path in memory, whether it is read alone,
// with its folder or with the folder around that. Thread: any; values only, no file is opened.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/runtime/ingest/ingest.h"

namespace skein::runtime {

/// {"folder","prefix","file"}: the blob of event::SourceAdded. Error of reading: Damaged.
Json toJson(const SourceRoot& root);
Result<SourceRoot> rootFromJson(const Json& json);

/// The folder against which all paths of a root are true on disk: a prefix always repeats the end of the root's folder.
std::string baseFolderOf(const SourceRoot& root);

/// Whether a path on disk is this folder or file, or lies below it. Both absolute, without links and dots.
bool liesIn(std::string_view path, std::string_view folder);

/// The sources of a workspace, in the order in which they were first named.
class SourcePlaces {
public:
    /// `taken`: the paths that memory holds.
    SourcePlaces(std::vector<SourceRoot> known, std::vector<std::string> taken);

    /// The root with the prefix it has, or with a new one: inside a source the one that source gives it, none for the
    /// first source or around a file that was read alone, else as many of its last folders as tell it apart from
    /// everything before.
    SourceRoot place(const SourceRoot& wanted);
    /// Roots that place() named for the first time. A part of a source is named too where memory holds nothing of it
    /// (the source ignores it), so that reading the source does not remove it.
    const std::vector<SourceRoot>& added() const { return m_added; }

    /// These roots and the named sources that lie in them, each once: what has to be read for them.
    std::vector<SourceRoot> readingOf(const std::vector<SourceRoot>& roots) const;

    /// Whether what a path was read from lies in one of these roots. In a workspace whose sources were never named
    /// (written before there were names) everything belongs to whoever asks.
    bool belongs(std::string_view path, const std::vector<SourceRoot>& roots) const;

private:
    const SourceRoot* ownerOf(std::string_view path) const;
    const SourceRoot* sourceAround(const std::string& folder) const;
    bool isFree(const std::string& prefix, const SourceRoot& wanted) const;
    SourceRoot add(SourceRoot placed);

    std::vector<SourceRoot> m_known, m_added;
    std::vector<std::string> m_taken;
    bool m_unnamed;  ///< memory holds paths that no named source gave
};

}  // namespace skein::runtime
