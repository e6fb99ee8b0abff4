// Language: the texts of the program in the person's language: a translation of Skein's own (resources/translations),
// Qt's for its standard buttons and dialogs, and English with its plurals below both. Numbers and dates follow it.
// Thread: the GUI's.
#pragma once

#include <QLocale>
#include <QString>
#include <QStringList>
#include <QTranslator>

#include "ui/common/english.h"

namespace skein::ui {

/// English that shows what is not translated, cut off or glued together: accented, 40 % longer, in brackets. For tests
/// and pictures. Texts of Qt itself stay as they are, and so do those whose disambiguation begins with "format".
class PseudoTranslator : public QTranslator {
    Q_OBJECT
public:
    using QTranslator::QTranslator;
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char* disambiguation, int n) const override;
    /// Placeholders, mnemonics, tags, file patterns and line breaks are left whole.
    static QString disguised(const QString& text);
};

class Language {
public:
    /// Codes of the languages that Skein speaks, "en" first.
    static QStringList available();
    /// Whether `choice` can be used: one of available(), "pseudo", or empty for the desktop's.
    static bool isKnown(const QString& choice);
    /// The choice kept in the settings; empty when there is none or it is not known.
    static QString kept();
    /// Keeps a choice; it holds from the next start, for texts on the screen are not made anew.
    static void keep(const QString& choice);

    Language() = default;
    Language(const Language&) = delete;
    Language& operator=(const Language&) = delete;
    /// Takes back what use() did.
    ~Language();
    /// Installs the translations of a choice for which isKnown() holds, instead of those before.
    void use(const QString& choice);
    /// The code in use: "en", "de", "pseudo".
    QString code() const { return m_code; }

private:
    void remove();

    English m_english;
    PseudoTranslator m_pseudo;
    QTranslator m_own, m_qt;
    QLocale m_before;
    QString m_code;
};

}  // namespace skein::ui
