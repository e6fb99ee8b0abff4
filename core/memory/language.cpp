// Names of files -> names of languages -> how they are cut.
#include <array>
#include <utility>

#include "core/base/text.h"
#include "core/memory/segment.h"

namespace skein::memory {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

constexpr std::array<Entry, 27> byName{{{"makefile", "Make"},
                                        {"gnumakefile", "Make"},
                                        {"cmakelists.txt", "CMake"},
                                        {"dockerfile", "Dockerfile"},
                                        {"containerfile", "Dockerfile"},
                                        {"meson.build", "Meson"},
                                        {"meson_options.txt", "MesonOptions"},
                                        {"configure.ac", "Autoconf"},
                                        {"configure.in", "Autoconf"},
                                        {"makefile.am", "Automake"},
                                        {"rakefile", "Ruby"},
                                        {"gemfile", "Ruby"},
                                        {"sconstruct", "Python"},
                                        {"sconscript", "Python"},
                                        {"build.bazel", "Python"},
                                        {"kconfig", "Kconfig"},
                                        {"vagrantfile", "Ruby"},
                                        {"jenkinsfile", "Groovy"},
                                        {".env", "Properties"},
                                        {".editorconfig", "Iniconf"},
                                        {".gitconfig", "Iniconf"},
                                        {"setup.cfg", "Iniconf"},
                                        {"tox.ini", "Iniconf"},
                                        {".clang-format", "Yaml"},
                                        {".clang-tidy", "Yaml"},
                                        {"cargo.lock", "TOML"},
                                        {"pipfile", "TOML"}}};

constexpr std::array<Entry, 118> byExtension{{{"c", "C"},
                                              {"h", "C++"},
                                              {"cc", "C++"},
                                              {"cpp", "C++"},
                                              {"cxx", "C++"},
                                              {"c++", "C++"},
                                              {"hpp", "C++"},
                                              {"hh", "C++"},
                                              {"hxx", "C++"},
                                              {"h++", "C++"},
                                              {"ipp", "C++"},
                                              {"inl", "C++"},
                                              {"tcc", "C++"},
                                              {"tpp", "C++"},
                                              {"cu", "CUDA"},
                                              {"m", "ObjectiveC"},
                                              {"mm", "ObjectiveC"},
                                              {"py", "Python"},
                                              {"pyi", "Python"},
                                              {"pyx", "Python"},
                                              {"java", "Java"},
                                              {"kt", "Kotlin"},
                                              {"kts", "Kotlin"},
                                              {"scala", "Scala"},
                                              {"groovy", "Groovy"},
                                              {"js", "JavaScript"},
                                              {"mjs", "JavaScript"},
                                              {"cjs", "JavaScript"},
                                              {"jsx", "JavaScript"},
                                              {"ts", "TypeScript"},
                                              {"tsx", "TypeScript"},
                                              {"go", "Go"},
                                              {"rs", "Rust"},
                                              {"rb", "Ruby"},
                                              {"php", "PHP"},
                                              {"cs", "C#"},
                                              {"swift", "Swift"},
                                              {"lua", "Lua"},
                                              {"pl", "Perl"},
                                              {"pm", "Perl"},
                                              {"t", "Perl"},
                                              {"sh", "Sh"},
                                              {"bash", "Sh"},
                                              {"zsh", "Sh"},
                                              {"ksh", "Sh"},
                                              {"ps1", "PowerShell"},
                                              {"bat", "DosBatch"},
                                              {"sql", "SQL"},
                                              {"proto", "Protobuf"},
                                              {"cmake", "CMake"},
                                              {"mk", "Make"},
                                              {"am", "Automake"},
                                              {"ac", "Autoconf"},
                                              {"m4", "M4"},
                                              {"tcl", "Tcl"},
                                              {"r", "R"},
                                              {"jl", "Julia"},
                                              {"hs", "Haskell"},
                                              {"ml", "OCaml"},
                                              {"mli", "OCaml"},
                                              {"erl", "Erlang"},
                                              {"hrl", "Erlang"},
                                              {"ex", "Elixir"},
                                              {"exs", "Elixir"},
                                              {"clj", "Clojure"},
                                              {"lisp", "Lisp"},
                                              {"el", "EmacsLisp"},
                                              {"scm", "Scheme"},
                                              {"d", "D"},
                                              {"pas", "Pascal"},
                                              {"f", "Fortran"},
                                              {"f90", "Fortran"},
                                              {"f95", "Fortran"},
                                              {"adb", "Ada"},
                                              {"ads", "Ada"},
                                              {"s", "Asm"},
                                              {"asm", "Asm"},
                                              {"v", "Verilog"},
                                              {"sv", "SystemVerilog"},
                                              {"vhd", "VHDL"},
                                              {"vhdl", "VHDL"},
                                              {"vim", "Vim"},
                                              {"awk", "Awk"},
                                              {"y", "YACC"},
                                              {"l", "Flex"},
                                              {"cob", "Cobol"},
                                              {"elm", "Elm"},
                                              {"css", "CSS"},
                                              {"scss", "SCSS"},
                                              {"tex", "Tex"},
                                              {"zig", "Zig"},
                                              {"dart", "Dart"},
                                              {"html", "HTML"},
                                              {"htm", "HTML"},
                                              {"xml", "XML"},
                                              {"xsd", "XML"},
                                              {"svg", "SVG"},
                                              {"qml", "QML"},
                                              {"md", "Markdown"},
                                              {"markdown", "Markdown"},
                                              {"mkd", "Markdown"},
                                              {"rst", "ReStructuredText"},
                                              {"rest", "ReStructuredText"},
                                              {"yaml", "Yaml"},
                                              {"yml", "Yaml"},
                                              {"toml", "TOML"},
                                              {"json", "JSON"},
                                              {"jsonc", "JSON"},
                                              {"ini", "Iniconf"},
                                              {"cfg", "Iniconf"},
                                              {"conf", "Iniconf"},
                                              {"desktop", "Iniconf"},
                                              {"service", "Iniconf"},
                                              {"properties", "Properties"},
                                              {"env", "Properties"},
                                              {"csv", "CSV"},
                                              {"tsv", "TSV"}}};

constexpr std::array<Entry, 8> byInterpreter{{{"python", "Python"},
                                              {"bash", "Sh"},
                                              {"node", "JavaScript"},
                                              {"perl", "Perl"},
                                              {"ruby", "Ruby"},
                                              {"tclsh", "Tcl"},
                                              {"lua", "Lua"},
                                              {"sh", "Sh"}}};

template <std::size_t N>
std::string_view lookUp(const std::array<Entry, N>& table, std::string_view key) {
    for (const auto& [name, language] : table)
        if (name == key) return language;
    return {};
}

std::string_view languageOfInterpreter(std::string_view text) {
    if (text.substr(0, 2) != "#!") return {};
    const auto line = text.substr(0, std::min(text.find('\n'), std::size_t{120}));
    for (const auto& [name, language] : byInterpreter)
        if (line.find(name) != std::string_view::npos) return language;
    return {};
}

/// Man pages end in the number of their section, which other files do as well ("libz.so.1", "notes.2").
bool isManPage(std::string_view extension, std::string_view text) {
    if (extension.empty() || extension.front() < '1' || extension.front() > '9' || extension.size() > 4) return false;
    const auto start = text.substr(0, 8'000);
    const auto holds = [&](std::string_view macro) {
        return start.substr(0, macro.size() - 1) == macro.substr(1) || start.find(macro) != std::string_view::npos;
    };
    return holds("\n.TH ") || holds("\n.Dd ") || holds("\n.SH ") || holds("\n.Sh ") || holds("\n.so ");
}

/// Fields ("Name: value"), a line "---", and prose below it: descriptions of options that tools make manuals from.
bool isFieldsAndProse(std::string_view text) {
    int fields = 0;
    for (const auto line : splitLines(text.substr(0, 4'000))) {
        if (line == "---") return fields >= 3;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0 || line.substr(0, colon).find(' ') != std::string_view::npos)
            return false;
        ++fields;
    }
    return false;
}

}  // namespace

std::string languageOf(std::string_view path, std::string_view text) {
    const std::string name = toLowerAscii(path.substr(path.rfind('/') + 1));
    if (const auto known = lookUp(byName, name); !known.empty()) return std::string(known);
    if (name.rfind(".env.", 0) == 0) return "Properties";
    if (name.rfind("dockerfile.", 0) == 0) return "Dockerfile";
    const auto dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0) {
        // Headers of C++ libraries have no extension ("vector", "QString"); their first lines give them away.
        if (const auto language = languageOfInterpreter(text); !language.empty()) return std::string(language);
        const auto start = text.substr(0, 4'000);
        const bool include = start.find("\n#include ") != std::string_view::npos || start.substr(0, 9) == "#include ";
        const bool guard = start.find("\n#ifndef ") != std::string_view::npos ||
                           start.find("#pragma once") != std::string_view::npos ||
                           start.find("-*- C++ -*-") != std::string_view::npos;
        return include || guard ? "C++" : "";
    }
    const auto extension = std::string_view(name).substr(dot + 1);
    if (isManPage(extension, text)) return "Man";
    const auto known = lookUp(byExtension, extension);
    if (formOf(known) == FileForm::Code && isFieldsAndProse(text)) return "Text";
    return std::string(known);
}

FileForm formOf(std::string_view language) {
    if (language == "Markdown") return FileForm::Markdown;
    if (language == "ReStructuredText") return FileForm::ReStructuredText;
    if (language == "Yaml") return FileForm::Yaml;
    if (language == "TOML") return FileForm::Toml;
    if (language == "JSON") return FileForm::Json;
    if (language == "Iniconf") return FileForm::Ini;
    if (language == "Properties") return FileForm::Properties;
    if (language == "Man") return FileForm::ManPage;
    if (language.empty() || language == "Text" || language == "CSV" || language == "TSV" || language == "XML" ||
        language == "SVG" || language == "HTML")
        return FileForm::PlainText;
    return FileForm::Code;
}

}  // namespace skein::memory
