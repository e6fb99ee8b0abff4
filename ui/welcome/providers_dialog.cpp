#include "ui/welcome/providers_dialog.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QTreeWidget>
#include <utility>

#include "ui/common/flow_layout.h"
#include "ui/common/notices.h"
#include "ui/common/skein_style.h"

namespace skein::ui {

namespace {

constexpr int rolePlace = Qt::UserRole;
const QString otherId = QStringLiteral("?");       // no id holds such a letter
const QString foundId = QStringLiteral("found:");  // and none a colon

QTreeWidget* makeTable(const QString& objectName, const QString& name, const QStringList& columns, QWidget* parent) {
    auto* table = new QTreeWidget(parent);
    table->setObjectName(objectName);
    table->setAccessibleName(name);
    table->setRootIsDecorated(false);
    table->setHeaderLabels(columns);
    table->setTabKeyNavigation(false);
    table->header()->setStretchLastSection(true);
    table->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    return table;
}

QString withoutSlash(QString address) {
    while (address.endsWith(QLatin1Char('/'))) address.chop(1);
    return address;
}

void setRows(QTreeWidget* table, int rows) {
    const int line = table->fontMetrics().lineSpacing() + 8;
    table->setFixedHeight(table->header()->sizeHint().height() + line * rows + 8);
}

}  // namespace

ProvidersDialog::ProvidersDialog(const Theme& theme, bool looksAround, QWidget* parent)
    : QDialog(parent), m_theme(theme) {
    setObjectName(QStringLiteral("providersDialog"));
    setWindowTitle(tr("Connect a provider"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(8);
    m_halves = new QBoxLayout(QBoxLayout::LeftToRight);
    m_halves->setSpacing(16);
    m_halves->addWidget(makeList(), 2);
    m_halves->addWidget(makeDetails(), 3);
    column->addLayout(m_halves, 1);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* close = addButton(row, tr("Close"), QStringLiteral("providersClose"));
    column->addLayout(row);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(&m_desk, &ProviderDesk::listed, this, &ProvidersDialog::takeListing);
    connect(&m_desk, &ProviderDesk::busyChanged, this, &ProvidersDialog::showState);
    connect(&m_desk, &ProviderDesk::told, this, [this](const QString&, const QString& words, bool error) {
        m_banner->showMessage(error ? BannerKind::Error : BannerKind::Information,
                              error ? tr("It did not work") : tr("Done"), words);
        emit changed();
    });
    connect(&m_finder, &ProviderFinder::found, this, &ProvidersDialog::showFound);
    connect(&m_finder, &ProviderFinder::added, this, [this](const QVector<LocalChoice>& choices, const QString& error) {
        if (error.isEmpty() && !choices.isEmpty()) {
            m_wanted = choices.first().provider;
            m_banner->showMessage(BannerKind::Information, tr("The server is connected"),
                                  tr("Choose its models under \u201cWho does it\u201d when you write a goal."));
        } else
            m_banner->showMessage(BannerKind::Error, tr("The server was not connected"),
                                  error.isEmpty() ? tr("It has no model that writes text.") : error);
        m_desk.list();
        emit changed();
    });
    resize(std::min(theme.px(900), 1240), std::min(theme.px(600), 680));
    m_desk.list();
    if (looksAround) m_look->click();
    m_list->setFocus();
}

QPushButton* ProvidersDialog::addButton(QLayout* row, const QString& words, const QString& objectName) {
    auto* button = new QPushButton(words, this);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    row->addWidget(button);
    return button;
}

QLineEdit* ProvidersDialog::addLine(QFormLayout* form, const QString& label, const QString& objectName,
                                    const QString& placeholder) {
    auto* name = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    name->setText(label);
    auto* edit = new QLineEdit(this);
    edit->setObjectName(objectName);
    edit->setAccessibleName(label);
    edit->setPlaceholderText(placeholder);
    name->setBuddy(edit);
    name->setMinimumHeight(edit->sizeHint().height());
    form->addRow(name, edit);
    connect(edit, &QLineEdit::textChanged, this, &ProvidersDialog::showState);
    return edit;
}

QWidget* ProvidersDialog::makeList() {
    auto* panel = new QWidget(this);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_list = new QListWidget(panel);
    m_list->setObjectName(QStringLiteral("providersList"));
    m_list->setAccessibleName(tr("Providers"));
    m_list->setWordWrap(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_list, 1);
    m_lookText = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, panel);
    m_lookText->setObjectName(QStringLiteral("providersFound"));
    m_lookText->setText(tr("Servers on this computer (Ollama, llama.cpp, LM Studio, vLLM) are found by themselves."));
    column->addWidget(m_lookText);
    auto* row = new QHBoxLayout;
    m_look = addButton(row, tr("Look for servers on this computer"), QStringLiteral("providersLook"));
    row->addStretch(1);
    column->addLayout(row);
    connect(m_look, &QPushButton::clicked, this, [this] {
        m_look->setEnabled(false);
        m_look->setToolTip(tr("It is looking."));
        m_lookText->setText(tr("Asking this computer for model servers\u2026"));
        m_finder.look();
    });
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        m_chosen = true;
        m_banner->hide();
        showCurrent();
    });
    panel->setMinimumWidth(m_theme.px(200));
    return panel;
}

QWidget* ProvidersDialog::makeDetails() {
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("providersScroll"));
    scroll->setAccessibleName(tr("Provider"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(scroll);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(4, 0, 12, 4);
    column->setSpacing(8);
    const auto label = [&](TextRole role, Token colour, const QString& objectName) {
        auto* made = new ThemedLabel(m_theme, role, colour, ThemedLabel::Wrap::Sentence, page);
        made->setObjectName(objectName);
        column->addWidget(made);
        return made;
    };
    m_title = label(TextRole::Title, Token::TextPrimary, QStringLiteral("providerTitle"));
    m_about = label(TextRole::Body, Token::TextSecondary, QStringLiteral("providerAbout"));
    m_about->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_banner = new InlineBanner(m_theme, page);
    m_banner->setObjectName(QStringLiteral("providersBanner"));
    column->addWidget(m_banner);
    m_form = new QFormLayout;
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(6);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_name = addLine(m_form, tr("Name"), QStringLiteral("providerName"), tr("what to call it here"));
    m_protocol = new QComboBox(page);
    m_protocol->setObjectName(QStringLiteral("providerProtocol"));
    m_protocol->setAccessibleName(tr("Protocol"));
    for (const auto& [words, name] :
         {std::pair{tr("OpenAI chat (most gateways and servers)"), QStringLiteral("openai-chat")},
          {tr("OpenAI responses"), QStringLiteral("openai-responses")},
          {tr("Anthropic messages"), QStringLiteral("anthropic")},
          {tr("Gemini"), QStringLiteral("gemini")},
          {tr("Ollama"), QStringLiteral("ollama")}})
        m_protocol->addItem(words, name);
    m_protocol->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_protocol->setMinimumContentsLength(12);
    auto* protocolName =
        new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, page);
    protocolName->setText(tr("Protocol"));
    protocolName->setBuddy(m_protocol);
    m_form->addRow(protocolName, m_protocol);
    m_url = addLine(m_form, tr("Base URL"), QStringLiteral("providerUrl"), QStringLiteral("https://\u2026/v1"));
    m_inputPrice =
        addLine(m_form, tr("Price in, USD per million tokens"), QStringLiteral("providerInputPrice"), tr("unknown"));
    m_outputPrice =
        addLine(m_form, tr("Price out, USD per million tokens"), QStringLiteral("providerOutputPrice"), tr("unknown"));
    m_needsKey = new QCheckBox(tr("It asks for a key"), page);
    m_needsKey->setObjectName(QStringLiteral("providerNeedsKey"));
    m_needsKey->setChecked(true);
    m_form->addRow(m_needsKey);
    m_keyName = addLine(m_form, tr("Name of the key"), QStringLiteral("providerKeyName"), QStringLiteral("default"));
    m_key = addLine(m_form, tr("Key"), QStringLiteral("providerKey"), tr("typed or pasted; never shown"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase |
                               Qt::ImhSensitiveData);
    m_key->setContextMenuPolicy(Qt::NoContextMenu);
    m_key->setDragEnabled(false);
    column->addLayout(m_form);
    auto* actions = new QWidget(page);
    auto* row = flowIn(actions, 8, 4);
    m_connect = addButton(row, tr("Connect"), QStringLiteral("providerConnect"));
    setVariant(m_connect, ButtonVariant::Primary);
    m_store = addButton(row, tr("Store the key"), QStringLiteral("providerStoreKey"));
    m_test = addButton(row, tr("Test"), QStringLiteral("providerTest"));
    m_test->setToolTip(tr("Makes one real call of about twenty tokens with each key; it costs a fraction of a cent."));
    m_ask = addButton(row, tr("Ask for its models"), QStringLiteral("providerAskModels"));
    column->addWidget(actions);
    m_missing = label(TextRole::Body, Token::TextSecondary, QStringLiteral("providerMissing"));
    m_keysTitle = label(TextRole::Strong, Token::TextPrimary, QStringLiteral("providerKeysTitle"));
    m_keys = makeTable(QStringLiteral("providerKeys"), tr("Keys"), {tr("Key"), tr("Where it is")}, page);
    setRows(m_keys, 3);
    column->addWidget(m_keys);
    auto* removing = new QHBoxLayout;
    m_remove = addButton(removing, tr("Forget the key"), QStringLiteral("providerRemoveKey"));
    removing->addStretch(1);
    column->addLayout(removing);
    m_modelsTitle = label(TextRole::Strong, Token::TextPrimary, QStringLiteral("providerModelsTitle"));
    m_models = makeTable(QStringLiteral("providerModels"), tr("Models"), {tr("Model"), tr("Price")}, page);
    setRows(m_models, 6);
    column->addWidget(m_models);
    column->addStretch(1);
    connect(m_connect, &QPushButton::clicked, this, &ProvidersDialog::connectEndpoint);
    connect(m_store, &QPushButton::clicked, this, &ProvidersDialog::storeKey);
    connect(m_key, &QLineEdit::returnPressed, this, [this] { (isOther() ? m_connect : m_store)->click(); });
    connect(m_remove, &QPushButton::clicked, this, &ProvidersDialog::removeKey);
    connect(m_keys, &QTreeWidget::currentItemChanged, this, &ProvidersDialog::showState);
    connect(m_needsKey, &QCheckBox::toggled, this, &ProvidersDialog::showState);
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (const auto* chosen = current()) m_desk.test(chosen->id);
    });
    connect(m_ask, &QPushButton::clicked, this, [this] {
        const QString id = m_list->currentItem() ? m_list->currentItem()->data(rolePlace).toString() : QString();
        if (id.startsWith(foundId)) {
            for (const FoundServer& server : m_found.servers)
                if (foundId + server.address == id) m_finder.add(server);
        } else if (current()) m_desk.askModels(current()->id);
    });
    scroll->setWidget(page);
    scroll->setMinimumWidth(m_theme.px(260));
    return scroll;
}

void ProvidersDialog::resizeEvent(QResizeEvent* event) {
    QDialog::resizeEvent(event);
    const int letters = width() / QFontMetrics(m_theme.font(TextRole::Body)).averageCharWidth();
    m_halves->setDirection(letters >= 80 ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

const ConfiguredProvider* ProvidersDialog::current() const {
    const auto* item = m_list->currentItem();
    if (!item) return nullptr;
    for (const ConfiguredProvider& row : m_listing.providers)
        if (row.id == item->data(rolePlace).toString()) return &row;
    return nullptr;
}

bool ProvidersDialog::isOther() const {
    return m_list->currentItem() && m_list->currentItem()->data(rolePlace).toString() == otherId;
}

void ProvidersDialog::select(const QString& provider) {
    const QString id = provider.isEmpty() ? otherId : provider;
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->data(rolePlace).toString() == id) return m_list->setCurrentRow(i);
    m_wanted = id;
}

void ProvidersDialog::takeListing(const ProviderListing& listing) {
    // What the person connected is chosen where it appears.
    QStringList before;
    for (const ConfiguredProvider& row : m_listing.providers) before.append(row.id);
    if (!before.isEmpty())
        for (const ConfiguredProvider& row : listing.providers)
            if (!before.contains(row.id)) m_wanted = row.id;
    // An endpoint that was known already is no new row; it is chosen by its address.
    for (const ConfiguredProvider& row : listing.providers)
        if (!m_endpoint.isEmpty() && withoutSlash(row.baseUrl) == m_endpoint) {
            m_wanted = row.id;
            m_endpoint.clear();
        }
    m_listing = listing;
    fillList();
}

void ProvidersDialog::showFound(const FoundProviders& found) {
    m_look->setEnabled(true);
    m_look->setToolTip({});
    m_look->setText(tr("Look again"));
    m_found = found;
    m_lookText->setText(found.servers.isEmpty() ? tr("No model server answers on this computer.")
                                                : tr("%n model server(s) answer{s} on this computer.", nullptr,
                                                     static_cast<int>(found.servers.size())));
    // What answers here is shown first, unless the person has chosen something by then.
    if (!m_chosen && !found.servers.isEmpty() && m_wanted.isEmpty()) m_wanted = foundId + found.servers.first().address;
    fillList();
}

void ProvidersDialog::fillList() {
    const QString kept = !m_wanted.isEmpty()
                             ? std::exchange(m_wanted, {})
                             : (m_list->currentItem() ? m_list->currentItem()->data(rolePlace).toString() : QString());
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    // What was found and is connected stands among the connected ones.
    const auto isConnected = [this](const FoundServer& server) {
        return std::any_of(
            m_listing.providers.begin(), m_listing.providers.end(),
            [&server](const ConfiguredProvider& row) { return row.isReady() && row.baseUrl == server.address; });
    };
    const auto add = [&](const QString& words, const QString& id) {
        auto* item = new QListWidgetItem(words, m_list);
        item->setData(rolePlace, id);
        item->setSizeHint({0, m_theme.px(28)});
        if (id == kept) m_list->setCurrentItem(item);
    };
    for (const FoundServer& server : m_found.servers)
        if (!isConnected(server))
            add(tr("%1 on this computer: %2")
                    .arg(server.name, tr("%n model(s)", nullptr, static_cast<int>(server.models.size()))),
                foundId + server.address);
    const auto describe = [](const ConfiguredProvider& row) {
        if (row.isLocal && row.isReady())
            return tr("%1: connected, %2")
                .arg(row.title, tr("%n model(s)", nullptr, static_cast<int>(row.models.size())));
        if (!row.keys.isEmpty())
            return tr("%1: %2").arg(row.title, tr("%n key(s)", nullptr, static_cast<int>(row.keys.size())));
        return row.keyVariable.isEmpty() ? tr("%1: needs no key").arg(row.title) : tr("%1: no key yet").arg(row.title);
    };
    for (const bool ready : {true, false})
        for (const ConfiguredProvider& row : m_listing.providers)
            if (row.isReady() == ready) add(describe(row), row.id);
    add(tr("Another endpoint\u2026"), otherId);
    if (!m_list->currentItem()) m_list->setCurrentRow(0);
    showCurrent();
}

void ProvidersDialog::showCurrent() {
    const ConfiguredProvider* row = current();
    const bool other = isOther();
    const QString id = m_list->currentItem() ? m_list->currentItem()->data(rolePlace).toString() : QString();
    for (auto* line : {m_name, m_url, m_inputPrice, m_outputPrice}) m_form->setRowVisible(line, other);
    m_form->setRowVisible(m_protocol, other);
    m_form->setRowVisible(m_needsKey, other);
    m_keys->clear();
    m_models->clear();
    if (other) {
        m_title->setText(tr("Another endpoint"));
        m_about->setText(
            tr("A gateway, a proxy or a server that speaks one of these protocols. It is asked for its "
               "models; the key is sent to this address only."));
    } else if (row) {
        m_title->setText(row->title);
        m_about->setText(tr("%1 at %2").arg(row->protocol, row->baseUrl));
        for (const KeyRow& key : row->keys) {
            const QString place = key.place == QLatin1String("environment") ? tr("environment, read-only")
                                  : key.place == QLatin1String("keyring")   ? tr("system keyring")
                                                                            : tr("encrypted file");
            new QTreeWidgetItem(m_keys, {key.name, place});
        }
        for (const ModelRow& model : row->models)
            new QTreeWidgetItem(m_models,
                                {model.id, model.makesText ? model.price : tr("%1, vectors").arg(model.price)});
    } else {
        for (const FoundServer& server : m_found.servers)
            if (foundId + server.address == id) {
                m_title->setText(server.name);
                m_about->setText(
                    tr("Found at %1. It needs no key, and nothing leaves this computer.").arg(server.address));
                for (const QString& model : server.models) new QTreeWidgetItem(m_models, {model, tr("free")});
            }
    }
    for (auto* table : {m_keys, m_models})
        if (table->topLevelItemCount() > 0) table->setCurrentItem(table->topLevelItem(0));
    m_keysTitle->setText(tr("Keys"));
    m_modelsTitle->setText(m_models->topLevelItemCount() > 0 ? tr("%n model(s)", nullptr, m_models->topLevelItemCount())
                                                             : tr("No model is known yet"));
    showState();
}

void ProvidersDialog::showState() {
    const ConfiguredProvider* row = current();
    const bool other = isOther(), found = !row && !other, busy = m_desk.isBusy();
    const bool takesKey = other ? m_needsKey->isChecked() : row && !row->keyVariable.isEmpty();
    for (auto* line : {m_keyName, m_key}) m_form->setRowVisible(line, takesKey);
    const bool anyKeys = row && !row->keyVariable.isEmpty();
    m_keysTitle->setVisible(anyKeys);
    m_keys->setVisible(anyKeys);
    m_remove->setVisible(anyKeys);
    m_modelsTitle->setVisible(!other);
    m_models->setVisible(!other);
    m_connect->setVisible(other);
    m_store->setVisible(row && takesKey);
    m_test->setVisible(row != nullptr);
    m_ask->setVisible(row || found);
    m_ask->setText(found ? tr("Use this server") : tr("Ask for its models"));
    const auto enable = [this](QPushButton* button, const QString& reason) {
        button->setEnabled(reason.isEmpty());
        button->setAccessibleDescription(reason);
        return reason;
    };
    const QString waiting = busy ? tr("One moment: an answer is awaited\u2026") : QString();
    QString missing = waiting;
    if (missing.isEmpty() && other && m_name->text().trimmed().isEmpty()) missing = tr("Give it a name.");
    if (missing.isEmpty() && other && m_url->text().trimmed().isEmpty()) missing = tr("Name its base URL.");
    if (missing.isEmpty() && takesKey && m_key->text().isEmpty() && (other || (row && row->keys.isEmpty())))
        missing = m_listing.keyPlace.isEmpty() ? tr("Type the key.")
                                               : tr("Type the key; it goes into %1.").arg(m_listing.keyPlace);
    enable(m_connect, missing);
    enable(m_store, !waiting.isEmpty() ? waiting : m_key->text().isEmpty() ? tr("Type the key.") : QString());
    const bool callable = row && (row->keyVariable.isEmpty() || !row->keys.isEmpty());
    enable(m_test, !waiting.isEmpty() ? waiting : callable ? QString() : tr("There is no key yet."));
    enable(m_ask, !waiting.isEmpty() ? waiting : callable || found ? QString() : tr("There is no key yet."));
    auto* key = m_keys->currentItem();
    const int at = key ? m_keys->indexOfTopLevelItem(key) : -1;
    const bool removable = row && at >= 0 && at < row->keys.size() && row->keys[at].canRemove;
    enable(m_remove, !waiting.isEmpty() ? waiting
                     : at < 0           ? tr("There is no key yet.")
                     : removable        ? QString()
                                        : tr("It is set in the environment; take it out there."));
    QStringList notes;
    if (!missing.isEmpty()) notes.append(missing);
    // Why a store of keys does not answer concerns who needs a key.
    if (takesKey && waiting.isEmpty()) notes += m_listing.notices;
    m_missing->setText(notes.join(QLatin1Char('\n')));
    m_missing->setVisible(!notes.isEmpty());
}

Result<runtime::Secret> ProvidersDialog::takeKey() {
    QByteArray bytes = m_key->text().toUtf8();
    // Also out of what the field could undo.
    m_key->setText(QString());
    auto secret = runtime::secretFromText({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    bytes.fill('\0');
    return secret;
}

void ProvidersDialog::storeKey() {
    const ConfiguredProvider* row = current();
    if (!row || !m_store->isEnabled()) return;
    const QString id = row->id;
    auto key = takeKey();
    if (!key)
        return m_banner->showMessage(BannerKind::Error, tr("The key was not stored"),
                                     QString::fromStdString(key.error().message));
    m_desk.addKey(id, m_keyName->text(), std::move(*key));
}

void ProvidersDialog::removeKey() {
    const ConfiguredProvider* row = current();
    auto* item = m_keys->currentItem();
    const int at = item ? m_keys->indexOfTopLevelItem(item) : -1;
    if (row && at >= 0 && at < row->keys.size()) m_desk.removeKey(row->id, row->keys[at]);
}

void ProvidersDialog::connectEndpoint() {
    if (!m_connect->isEnabled()) return;
    runtime::Secret key;
    if (m_needsKey->isChecked()) {
        auto taken = takeKey();
        if (!taken)
            return m_banner->showMessage(BannerKind::Error, tr("The key was not stored"),
                                         QString::fromStdString(taken.error().message));
        key = std::move(*taken);
    }
    m_endpoint = withoutSlash(m_url->text().trimmed());
    m_desk.connectEndpoint({m_name->text(), m_protocol->currentData().toString(), m_url->text(),
                            m_needsKey->isChecked(), m_keyName->text(), m_inputPrice->text(), m_outputPrice->text()},
                           std::move(key));
}

}  // namespace skein::ui
