// The semantics of .gitignore (gitignore(5), Git 2.39) as pure functions, used for .gitignore, .skeinignore and the
// `exclude` patterns of a goal. Thread: any; values only. Never touches a file: the walker hands in the texts.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skein::memory {

enum class EntryKind { File, Folder };

/// What a list of patterns says about one path. `Undecided` lets the next outer list speak.
enum class IgnoreVerdict { Undecided, Ignored, Kept };

/// One line of an ignore file, taken apart.
struct IgnorePattern {
    std::string glob;         ///< without the leading "!" and "/" and the trailing "/"
    bool negated = false;     ///< "!": matching paths are kept after all
    bool folderOnly = false;  ///< trailing "/": matches folders alone
    bool anchored = false;    ///< holds a "/" before its end: matched against the whole path, not the last name
    friend bool operator==(const IgnorePattern&, const IgnorePattern&) = default;
};

/// Reads one line (without its line end); nothing for blanks and comments.
std::optional<IgnorePattern> parseIgnoreLine(std::string_view line);

/// A pattern ready to match: `*` and `?` stop at "/", "**" between slashes spans folders, `[...]` with ranges, negation
/// and POSIX classes, `\` quotes. A pattern that is not closed ("[a", a lone "\" at the end) matches nothing.
class Glob {
public:
    explicit Glob(std::string_view pattern);
    /// Whether the whole text matches. Cost: at most pattern times text, whatever the pattern.
    bool matches(std::string_view text) const;

private:
    /// `FoldersOrNone` opens "**/": it may skip the loop and the slash behind it; `Folders` loops over everything.
    enum class Step { Byte, AnyByte, Set, Star, FoldersOrNone, Folders };
    struct Token {
        Step step;
        char byte = 0;
        std::uint32_t set = 0;
    };
    using ByteSet = std::bitset<256>;

    bool readSet(std::string_view pattern, std::size_t& at);
    void enter(std::vector<char>& states, std::size_t state) const;

    std::vector<Token> m_tokens;
    std::vector<ByteSet> m_sets;
    std::size_t m_literalPrefix = 0;  ///< tokens at the start that are plain bytes: most texts fail there
    bool m_valid = true;
};

/// The patterns of one file, in file order; the last one that matches decides.
class IgnoreList {
public:
    /// Reads a whole ignore file. Lines that are not UTF-8 are matched as bytes; nothing in it is an error.
    static IgnoreList parse(std::string_view text);
    /// From separate patterns, such as the `exclude` list of a goal.
    static IgnoreList fromPatterns(const std::vector<std::string>& patterns);

    /// `path` is relative to the folder that holds the list, '/' separated, without a trailing slash.
    IgnoreVerdict decide(std::string_view path, EntryKind kind) const;
    bool empty() const { return m_patterns.empty(); }

private:
    struct Entry {
        IgnorePattern pattern;
        Glob glob;
    };
    std::vector<Entry> m_patterns;
};

/// The lists of a folder and its parents while a tree is walked. A walker must not descend into an ignored folder:
/// as in Git, nothing below one can be kept again.
class IgnoreStack {
public:
    /// Adds a list that speaks for everything below `folder` (relative to the root; "" is the root). Lists pushed later
    /// take precedence over lists pushed earlier.
    void push(std::string folder, IgnoreList list);
    std::size_t depth() const { return m_levels.size(); }
    /// Back to an earlier depth(), when the walker leaves a folder. Precondition: depth <= depth().
    void popTo(std::size_t depth);
    /// A list that takes precedence over all pushed ones: the goal's `exclude`, matched from the root.
    void setOverride(IgnoreList list) { m_override = std::move(list); }

    /// Whether the entry (path relative to the root) is ignored by itself; its parents are the walker's business.
    bool ignores(std::string_view path, EntryKind kind) const;

private:
    struct Level {
        std::string folder;
        IgnoreList list;
    };
    std::vector<Level> m_levels;
    IgnoreList m_override;
};

}  // namespace skein::memory
