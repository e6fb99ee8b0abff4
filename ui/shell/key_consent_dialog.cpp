#include "ui/shell/key_consent_dialog.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/labels.h"
#include "ui/common/skein_style.h"

namespace skein::ui {

QString whyNoKeyring(const QString& reason) {
    const auto says = [&reason](const char* part) { return reason.contains(QLatin1String(part), Qt::CaseInsensitive); };
    if (says("ServiceUnknown") || says("not provided by any") || says("NameHasNoOwner"))
        return KeyConsentDialog::tr("No keyring program is running in this session.");
    if (says("X11") || says("autolaunch") || says("DBUS_SESSION_BUS_ADDRESS") || says("could not connect") ||
        says("No such file"))
        return KeyConsentDialog::tr("This session has no message bus, so no keyring can be asked.");
    if (says("locked") || says("dismissed")) return KeyConsentDialog::tr("The keyring is locked and was not unlocked.");
    if (says("time") || says("did not answer") || says("no answer"))
        return KeyConsentDialog::tr("The keyring was asked and did not answer in time.");
    return KeyConsentDialog::tr("The keyring cannot be used.");
}

KeyConsentDialog::KeyConsentDialog(const Theme& theme, const QString& keyFile, const QString& reason, QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("keyConsentDialog"));
    setWindowTitle(tr("Signing key"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    const auto add = [&](TextRole role, Token colour, const QString& objectName, const QString& text) {
        auto* label = new ThemedLabel(theme, role, colour, ThemedLabel::Wrap::Sentence, this);
        label->setObjectName(objectName);
        label->setText(text);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        column->addWidget(label);
    };
    add(TextRole::Title, Token::TextPrimary, QStringLiteral("consentTitle"),
        tr("May Skein keep its signing key in a file?"));
    add(TextRole::Body, Token::TextSecondary, QStringLiteral("consentWhat"),
        tr("Skein signs the journal of every run with a key of yours, so that a later change cannot go unnoticed. It "
           "would keep the key in the keyring of your desktop, but none answers. It can keep it in this file instead, "
           "which only your account can read:"));
    add(TextRole::Fixed, Token::TextPrimary, QStringLiteral("consentFile"), keyFile);
    add(TextRole::Body, Token::TextSecondary, QStringLiteral("consentOnce"),
        tr("The key never goes into a workspace, a log or an export. Whoever can read this file can sign as you. Skein "
           "asks only while there is no such file; delete it to be asked again."));
    add(TextRole::Body, Token::TextSecondary, QStringLiteral("consentWhy"), whyNoKeyring(reason));
    if (!reason.isEmpty()) {
        auto* raw = new ThemedLabel(theme, TextRole::Caption, Token::TextMuted, ThemedLabel::Wrap::Sentence, this);
        raw->setObjectName(QStringLiteral("consentReason"));
        raw->setTextFormat(Qt::PlainText);
        raw->setText(reason);
        raw->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        raw->hide();
        auto* details = new QPushButton(tr("Details"), this);
        details->setObjectName(QStringLiteral("consentDetails"));
        details->setToolTip(tr("What the system said, word for word"));
        setVariant(details, ButtonVariant::Quiet);
        details->setCheckable(true);
        details->setAutoDefault(false);
        connect(details, &QPushButton::toggled, this, [this, raw](bool shown) {
            raw->setVisible(shown);
            adjustSize();
        });
        column->addWidget(details, 0, Qt::AlignLeft);
        column->addWidget(raw);
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* cancel = new QPushButton(tr("Do not start the run"), this);
    cancel->setObjectName(QStringLiteral("consentCancel"));
    auto* agree = new QPushButton(tr("Make the key file"), this);
    agree->setObjectName(QStringLiteral("consentAgree"));
    // Consent is not given by accident: Enter declines, unless this button has the keyboard.
    cancel->setDefault(true);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(agree);
    column->addSpacing(8);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(agree, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(std::min(theme.px(480), 900));
    cancel->setFocus(Qt::TabFocusReason);
}

}  // namespace skein::ui
