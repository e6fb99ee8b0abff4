#include "ui/common/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QSettings>

namespace skein::ui {

namespace {

const QString pseudo = QStringLiteral("pseudo");
const QString folder = QStringLiteral(":/translations");
const QString setting = QStringLiteral("language");

/// The first language of the desktop that Skein speaks.
QString ofDesktop() {
    const QStringList spoken = Language::available();
    for (const QString& wanted : QLocale::system().uiLanguages())
        if (const QString code = wanted.section(QLatin1Char('-'), 0, 0); spoken.contains(code)) return code;
    return spoken.first();
}

QChar accented(QChar letter) {
    static const QString plain = QStringLiteral("aceinosuyzACEINOSUYZ");
    static const QString dressed = QString::fromUtf8(
        "\u00e1\u00e7\u00e9\u00ed\u00f1\u00f6\u0161\u00fc\u00fd\u017e\u00c1\u00c7\u00c9\u00cd\u00d1\u00d6\u0160"
        "\u00dc\u00dd\u017d");
    const qsizetype at = plain.indexOf(letter);
    return at < 0 ? letter : dressed[at];
}

}  // namespace

QString PseudoTranslator::disguised(const QString& text) {
    static const QRegularExpression kept(
        QStringLiteral("%L?(?:n|\\d+)|&[^ ]|</?[a-z]+[^>]*>|\\([^)]*\\*\\.[^)]*\\)|\\n"));
    QString result;
    qsizetype letters = 0, at = 0;
    const auto dress = [&](qsizetype until) {
        for (; at < until; ++at) {
            result += accented(text[at]);
            letters += 1;
            // Vowels are drawn out, so that words still break where words do.
            if (letters * 2 / 5 > result.size() - letters && QStringLiteral("aeiouyAEIOUY").contains(text[at]))
                result += accented(text[at]).toLower();
        }
    };
    for (auto found = kept.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        dress(match.capturedStart());
        result += match.captured();
        letters += match.capturedLength();
        at = match.capturedEnd();
    }
    dress(text.size());
    const qsizetype missing = text.size() * 2 / 5 - (result.size() - text.size());
    return QLatin1Char('[') + result + QString(std::max<qsizetype>(0, missing), QChar(0x00b7)) + QLatin1Char(']');
}

QString PseudoTranslator::translate(const char* context, const char* source, const char* disambiguation, int n) const {
    const QLatin1String from(context), about(disambiguation);
    const bool ofQt = from.size() > 1 && from[0] == QLatin1Char('Q') && QChar(from[1]).isUpper();
    if (ofQt || about.startsWith(QLatin1String("format"))) return {};
    return disguised(English::plural(source, n));
}

QStringList Language::available() {
    QStringList codes;
    for (const QString& file : QDir(folder).entryList({QStringLiteral("skein_*.qm")}, QDir::Files, QDir::Name))
        codes.append(file.mid(6, file.size() - 9));
    codes.prepend(QStringLiteral("en"));
    return codes;
}

bool Language::isKnown(const QString& choice) {
    return choice.isEmpty() || choice == pseudo || available().contains(choice);
}

QString Language::kept() {
    const QString choice = QSettings().value(setting).toString();
    return isKnown(choice) ? choice : QString();
}

void Language::keep(const QString& choice) {
    if (choice.isEmpty()) QSettings().remove(setting);
    else QSettings().setValue(setting, choice);
}

Language::~Language() { remove(); }

void Language::use(const QString& choice) {
    remove();
    m_before = QLocale();
    m_code = choice.isEmpty() ? ofDesktop() : choice;
    // The last one installed is asked first; what it does not know falls through.
    QCoreApplication::installTranslator(&m_english);
    if (m_code == pseudo) {
        QCoreApplication::installTranslator(&m_pseudo);
        return;
    }
    const QLocale locale(m_code);
    // A person in Austria who reads German keeps Austrian numbers.
    if (!choice.isEmpty() && QLocale().language() != locale.language()) QLocale::setDefault(locale);
    if (m_qt.load(QStringLiteral("qtbase_") + m_code, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    if (m_own.load(QStringLiteral("skein_") + m_code, folder)) QCoreApplication::installTranslator(&m_own);
}

void Language::remove() {
    if (m_code.isEmpty()) return;
    for (QTranslator* translator : {static_cast<QTranslator*>(&m_own), &m_qt, static_cast<QTranslator*>(&m_pseudo),
                                    static_cast<QTranslator*>(&m_english)})
        QCoreApplication::removeTranslator(translator);
    QLocale::setDefault(m_before);
    m_code.clear();
}

}  // namespace skein::ui
