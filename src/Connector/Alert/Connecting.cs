using Connector.Accounts;
using Connector.Drop;
using Connector.Archive;
using Connector.State;

namespace Connector.Alerts;

/// <summary>Connects an account's shop with TikTok by interface A, disconnects it, and asks how it stands. What changes it is recorded, chained.</summary>
public sealed class Connecting(Documents documents, Runs runs, FeedLog log, HttpClient http, TimeProvider clock)
{
    /// <summary>How TikTok says that the shop is connected.</summary>
    /// <param name="name">The account.</param>
    /// <param name="brief">True: without long patience, for a person who waits.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<ConnectionStatus> GetStatusAsync(string name, bool brief, CancellationToken cancellation)
    {
        var settings = Settings(name, documents.Account(name));
        using var _ = log.For(name);
        return await Of(brief ? settings with { Alert = settings.Alert with { Patience = CallPatience.Brief } } : settings).GetStatusAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Hands over the login with which TikTok reads the folder, and asks how the connection stands then.</summary>
    public async Task<ConnectionStatus> ConnectAsync(string name, string by, string because, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        var settings = Settings(name, account);
        var isOwn = account.Alert.ReaderUser.Length == 0;
        var user = isOwn ? account.Drop.User : account.Alert.ReaderUser;
        settings = settings with
        {
            ReaderUser = user,
            ReaderPassword = user.Length == 0 ? null : (isOwn ? account.Drop.Password : account.Alert.ReaderPassword).Resolve($"account {name}: the password with which TikTok reads the folder"),
        };
        using var _ = log.For(name);
        var connection = Of(settings);
        await connection.ConnectAsync(cancellation).ConfigureAwait(false);
        Record(name, by, because, account, isConnected: true, user);
        return await connection.GetStatusAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Disconnects the shop.</summary>
    public async Task DisconnectAsync(string name, string by, string because, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        using var _ = log.For(name);
        await Of(Settings(name, account)).DisconnectAsync(cancellation).ConfigureAwait(false);
        Record(name, by, because, account, isConnected: false, "");
    }

    private static ConnectionSettings Settings(string name, Account account)
    {
        if (account.Alert.ExternalDataKey.IsEmpty)
        {
            throw new PersonMustDecideException(
                "connection.key", $"Account {name} names no external_data key: TikTok cannot be asked about its connection.",
                "Put the key that TikTok gave with the connection's app where the account's alert.externalDataKey says; a shop that SFCC's cartridge connected is looked at there.");
        }

        return new ConnectionSettings
        {
            Alert = DeliveryByAlert.Settings(account),
            Key = account.Alert.ExternalDataKey.Resolve($"account {name}: the external_data key"),
            AppId = account.Alert.AppId,
            SiteId = account.Views.Where(view => !view.Retired).Select(view => view.Site).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : "",
        };
    }

    private ShopConnection Of(ConnectionSettings settings) => new(http, settings, clock);

    private void Record(string name, string by, string because, Account account, bool isConnected, string reader)
    {
        var at = clock.GetUtcNow();
        runs.Record(
            name, isConnected ? "connect" : "disconnect",
            (id, previous, position) => new ConnectionRecord(id, name, at, by, because, previous, position, isConnected, account.ExternalBusinessId, reader), (_, _, _) => { });
    }
}
