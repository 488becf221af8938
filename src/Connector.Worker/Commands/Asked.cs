using Connector.State;
using Connector.Store;

namespace Connector.Worker.Commands;

/// <summary>What a command that may name an account and a view is asked about.</summary>
internal static class Asked
{
    /// <summary>The views of one account, or of all.</summary>
    /// <param name="house">The house.</param>
    /// <param name="name">The account; null: all.</param>
    /// <param name="only">The view; null: all.</param>
    /// <exception cref="PersonMustDecideException">There is no such account or view.</exception>
    public static IReadOnlyList<(string Account, StoreView View)> Views(House house, string? name, string? only)
    {
        var documents = house.Room<Documents>();
        IReadOnlyList<(string Name, Accounts.Account Account)> accounts = name is null ? documents.Accounts() : [(name, documents.Account(name))];
        if (accounts.Count == 0)
        {
            throw new PersonMustDecideException("order.account", "There is no account.", "Apply one with `connector apply DIR`, or see it all with `connector demo`.");
        }

        var all = accounts.SelectMany(account => account.Account.Views.Select(view => (Account: account.Name, View: view))).ToList();
        var asked = all.Where(each => only is null || each.View.Name == only).ToList();
        return asked.Count > 0 ? asked : throw new PersonMustDecideException(
            "order.view", $"{(name is null ? "No account" : $"Account {name}")} has {(name is null ? "a" : "no")} view {only}.", $"Name one of {string.Join(", ", all.Select(each => each.View.Name).Distinct())}.");
    }

    /// <summary>The account that is named, else the only one.</summary>
    public static string Account(House house, string? name) => name ?? house.Room<Documents>().Accounts() switch
    {
        [var (only, _)] => only,
        [] => throw new PersonMustDecideException("order.account", "There is no account.", "Apply one with `connector apply DIR`."),
        var several => throw new PersonMustDecideException("order.account", "There are several accounts.", $"Name one of them with --account: {string.Join(", ", several.Select(account => account.Name))}."),
    };
}
