using System.Data.Common;
using Connector.State;
using Dapper;

namespace Connector.Listings;

/// <summary>What a task is about.</summary>
public enum CallTaskKind
{
    /// <summary>The product as a whole: that it is there, its content, prices, and what is sold out.</summary>
    Product,

    /// <summary>Its quantities.</summary>
    Stock,
}

/// <summary>An item group whose product is to be brought to what the ledger says.</summary>
/// <param name="View">The view.</param>
/// <param name="Group">The item group.</param>
/// <param name="Kind">What about it.</param>
/// <param name="Priority">The lower, the sooner: see <see cref="CallPriorities"/>.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="Due">Not before.</param>
/// <param name="Tries">How often it was tried in vain.</param>
/// <param name="Fault">What keeps it; null: nothing has yet.</param>
public sealed record CallTask(string View, string Group, CallTaskKind Kind, int Priority, DateTimeOffset Since, DateTimeOffset Due, int Tries, CallFault? Fault)
{
    /// <summary>How often it was asked for: what is asked for anew while it is being done stays.</summary>
    public long Asked { get; init; }
}

/// <summary>Why a product is not at TikTok as it should be.</summary>
/// <param name="Code">Stable code, for machines.</param>
/// <param name="Sentence">What is the matter, with the actual values.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record CallFault(string Code, string Sentence, string Remedy);

/// <summary>What goes first where calls are few: nothing may be sold that is not there; then what is sold must be priced right; then new content; then new products.</summary>
public static class CallPriorities
{
    public const int Off = 0;
    public const int Stock = 1;
    public const int Edit = 2;
    public const int Create = 4;
}

/// <summary>
/// What calls have still to do, by item group. A task says that a product is to be brought to what the ledger says, never how: so one task stands for any number of changes, it can be
/// repeated, and a run that is sealed has put down all that is left to do.
/// </summary>
public sealed class CallQueue(StateDatabase state)
{
    private const string Columns = "view_name AS View, grp AS Grp, what AS What, priority AS Priority, since AS Since, due_at AS DueAt, tries AS Tries, asked AS Asked, code AS Code, sentence AS Sentence, remedy AS Remedy";

    /// <summary>The next tasks that are due, the most urgent first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="now">The time.</param>
    /// <param name="mayCreate">Whether products may be created: else tasks of groups that are none are passed over.</param>
    /// <param name="most">No more than so many.</param>
    public IReadOnlyList<CallTask> Next(string account, DateTimeOffset now, bool mayCreate, int most)
    {
        using var db = state.Open();
        return [.. db.Query<Row>(
            $"SELECT {Columns} FROM shop_task WHERE account = @account AND due_at <= @now AND (@mayCreate OR priority <> @create) ORDER BY priority, since, view_name, grp LIMIT @most",
            new { account, now = Instants.Text(now), mayCreate, create = CallPriorities.Create, most }).Select(row => row.ToTask())];
    }

    /// <summary>Everything that waits, in the order in which it goes.</summary>
    public IReadOnlyList<CallTask> All(string account)
    {
        using var db = state.Open();
        return [.. db.Query<Row>($"SELECT {Columns} FROM shop_task WHERE account = @account ORDER BY priority, since, view_name, grp", new { account }).Select(row => row.ToTask())];
    }

    /// <summary>What waits of an item group.</summary>
    public IReadOnlyList<CallTask> Of(string account, string view, string group)
    {
        using var db = state.Open();
        return [.. db.Query<Row>($"SELECT {Columns} FROM shop_task WHERE account = @account AND view_name = @view AND grp = @group ORDER BY priority", new { account, view, group }).Select(row => row.ToTask())];
    }

    /// <summary>How many tasks wait, and how many of them are due.</summary>
    public (int Waiting, int Due) Count(string account, DateTimeOffset now)
    {
        using var db = state.Open();
        return db.QuerySingle<(int, int)>("SELECT COUNT(*), COALESCE(SUM(due_at <= @now), 0) FROM shop_task WHERE account = @account", new { account, now = Instants.Text(now) });
    }

    /// <summary>Whether TikTok has said that it allows no more new products today.</summary>
    public bool IsCapped(string account, DateTimeOffset now)
    {
        using var db = state.Open();
        return db.ExecuteScalar<bool>("SELECT EXISTS(SELECT 1 FROM shop_task WHERE account = @account AND code = 'call.cap' AND due_at > @now)", new { account, now = Instants.Text(now) });
    }

    /// <summary>What keeps tasks, by code, with how many.</summary>
    public IReadOnlyDictionary<string, int> Reasons(string account)
    {
        using var db = state.Open();
        return db.Query<(string Code, int Count)>("SELECT code, COUNT(*) FROM shop_task WHERE account = @account AND code IS NOT NULL GROUP BY code ORDER BY 2 DESC, 1", new { account })
            .ToDictionary(each => each.Code, each => each.Count, StringComparer.Ordinal);
    }

    /// <summary>Whether something is due that nobody may wait for: what is gone, and quantities.</summary>
    public bool IsUrgent(string account, DateTimeOffset now)
    {
        using var db = state.Open();
        return db.ExecuteScalar<bool>("SELECT EXISTS(SELECT 1 FROM shop_task WHERE account = @account AND priority <= @most AND due_at <= @now)", new { account, most = CallPriorities.Stock, now = Instants.Text(now) });
    }

    /// <summary>
    /// Puts down products that no run has: of which TikTok's answers say that they are there, and the book that no product has them. A SKU's item group may change without a row that is
    /// sent: the product that had it makes room first, so that it is never in two.
    /// </summary>
    public void Complete(string account, DateTimeOffset now) => state.Write((db, transaction) => db.Execute(
        """
        INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries)
        SELECT DISTINCT s.account, s.view_name, s.grp, 'Product', 0, @at, @at, 0
        FROM shop_product p JOIN shop_sku s ON s.account = p.account AND s.view_name = p.view_name AND s.grp = p.grp JOIN ledger l ON l.account = s.account AND l.view_name = s.view_name AND l.sku = s.sku
        WHERE p.account = @account AND p.product_id <> '' AND l.grp <> s.grp
        ON CONFLICT(account, view_name, grp, what) DO UPDATE SET priority = 0;
        INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries)
        SELECT DISTINCT l.account, l.view_name, l.grp, 'Product', @priority, @at, @at, 0
        FROM ledger l JOIN answer a ON a.account = l.account AND a.view_name = l.view_name AND a.sku = l.sku
        WHERE l.account = @account AND l.state = 0 AND a.state IN ('Approved', 'InReview', 'LiveEditInReview', 'LiveEditRejected', 'UnlistedBySeller', 'UnlistedByPlatform')
            AND NOT EXISTS(SELECT 1 FROM shop_sku s JOIN shop_product p ON p.account = s.account AND p.view_name = s.view_name AND p.grp = s.grp
                WHERE s.account = l.account AND s.sku = l.sku AND s.view_name = l.view_name AND p.product_id <> '')
        ON CONFLICT(account, view_name, grp, what) DO NOTHING
        """,
        new { account, at = Instants.Text(now), priority = CallPriorities.Create }, transaction));

    /// <summary>Accounts for which something is due.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now)
    {
        using var db = state.Open();
        return [.. db.Query<string>("SELECT DISTINCT account FROM shop_task WHERE due_at <= @now ORDER BY account", new { now = Instants.Text(now) })];
    }

    /// <summary>A person, or news from TikTok, asks for a product to be looked at again now.</summary>
    public void Ask(string account, string view, string group, int priority, DateTimeOffset now) => state.Write((db, transaction) => Ask(db, transaction, account, view, group, CallTaskKind.Product, priority, now));

    internal static void Ask(DbConnection db, DbTransaction transaction, string account, string view, string group, CallTaskKind kind, int priority, DateTimeOffset now) => db.Execute(
        """
        INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries) VALUES(@account, @view, @group, @what, @priority, @at, @at, 0)
        ON CONFLICT(account, view_name, grp, what) DO UPDATE SET priority = MIN(priority, excluded.priority), due_at = excluded.due_at, tries = 0, asked = asked + 1
        """,
        new { account, view, group, what = kind.ToString(), priority, at = Instants.Text(now) }, transaction);

    /// <summary>A product is to be looked at again, not before an instant; what waits for something earlier goes earlier.</summary>
    internal static void AskAt(DbConnection db, DbTransaction transaction, string account, string view, string group, int priority, DateTimeOffset now, DateTimeOffset due) => db.Execute(
        """
        INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries) VALUES(@account, @view, @group, 'Product', @priority, @at, @due, 0)
        ON CONFLICT(account, view_name, grp, what) DO UPDATE SET priority = MIN(priority, excluded.priority), due_at = MIN(due_at, excluded.due_at), asked = asked + 1
        """,
        new { account, view, group, priority, at = Instants.Text(now), due = Instants.Text(due) }, transaction);

    /// <summary>Puts down what a sealed run leaves to do. Runs inside the seal's transaction, behind the ledger's changes.</summary>
    /// <param name="db">The connection.</param>
    /// <param name="transaction">The seal's.</param>
    /// <param name="account">The account.</param>
    /// <param name="run">The run.</param>
    /// <param name="kind">What it told: quantities, or rows.</param>
    /// <param name="now">The time.</param>
    internal static void Fill(DbConnection db, DbTransaction transaction, string account, string run, FeedKind kind, DateTimeOffset now)
    {
        var values = new { account, run, at = Instants.Text(now), soldOut = DesiredSku.SoldOut };
        if (kind.IsInventory())
        {
            db.Execute(
                """
                INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries)
                SELECT DISTINCT l.account, l.view_name, l.grp, CASE WHEN p.product_id IS NULL OR p.product_id = '' THEN 'Product' ELSE 'Stock' END,
                       CASE WHEN p.product_id IS NULL OR p.product_id = '' THEN 4 ELSE 1 END, @at, @at, 0
                FROM stock_ledger s JOIN ledger l ON l.account = s.account AND l.sku = s.sku LEFT JOIN shop_product p ON p.account = l.account AND p.view_name = l.view_name AND p.grp = l.grp
                WHERE s.account = @account AND s.run = @run
                ON CONFLICT(account, view_name, grp, what) DO UPDATE SET due_at = MIN(due_at, CASE WHEN shop_task.code = 'call.cap' THEN shop_task.due_at ELSE excluded.due_at END), tries = 0, asked = asked + 1
                """,
                values, transaction);
            // A SKU that TikTok still has in the product of another item group: there its quantity counts, until that makes room.
            db.Execute(
                """
                INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries)
                SELECT DISTINCT k.account, k.view_name, k.grp, 'Product', 0, @at, @at, 0
                FROM stock_ledger s JOIN shop_sku k ON k.account = s.account AND k.sku = s.sku JOIN ledger l ON l.account = k.account AND l.view_name = k.view_name AND l.sku = k.sku
                WHERE s.account = @account AND s.run = @run AND l.grp <> k.grp
                ON CONFLICT(account, view_name, grp, what) DO UPDATE SET priority = 0, due_at = MIN(due_at, excluded.due_at), tries = 0, asked = asked + 1
                """,
                values, transaction);
            // What waited for a quantity.
            db.Execute(
                """
                UPDATE shop_task SET due_at = @at, tries = 0, asked = asked + 1 WHERE account = @account AND what = 'Product' AND code = 'call.stock' AND EXISTS (
                    SELECT 1 FROM ledger l JOIN stock_ledger s ON s.account = l.account AND s.sku = l.sku WHERE s.run = @run AND l.account = shop_task.account AND l.view_name = shop_task.view_name AND l.grp = shop_task.grp)
                """,
                values, transaction);
            return;
        }

        db.Execute(
            """
            INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries)
            SELECT l.account, l.view_name, l.grp, 'Product', MIN(CASE WHEN l.state <> 0 THEN 0 WHEN p.product_id IS NULL OR p.product_id = '' THEN 4 ELSE 2 END), @at, @at, 0
            FROM ledger l LEFT JOIN shop_product p ON p.account = l.account AND p.view_name = l.view_name AND p.grp = l.grp
            WHERE l.account = @account AND l.run = @run GROUP BY l.account, l.view_name, l.grp
            ON CONFLICT(account, view_name, grp, what) DO UPDATE SET priority = MIN(priority, excluded.priority),
                due_at = MIN(due_at, CASE WHEN shop_task.code = 'call.cap' THEN shop_task.due_at ELSE excluded.due_at END), tries = 0, asked = asked + 1
            """,
            values, transaction);
        // Products whose SKUs went to other item groups; behind a full feed those too of which the ledger says nothing (any more).
        db.Execute(
            """
            INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries)
            SELECT DISTINCT s.account, s.view_name, s.grp, 'Product', 0, @at, @at, 0
            FROM shop_product p JOIN shop_sku s ON s.account = p.account AND s.view_name = p.view_name AND s.grp = p.grp
                LEFT JOIN ledger l ON l.account = s.account AND l.view_name = s.view_name AND l.sku = s.sku
            WHERE p.account = @account AND p.product_id <> '' AND (l.grp <> s.grp OR (@full AND l.sku IS NULL AND p.is_off = 0))
            ON CONFLICT(account, view_name, grp, what) DO UPDATE SET priority = 0, due_at = MIN(due_at, excluded.due_at), tries = 0, asked = asked + 1
            """,
            new { account, at = Instants.Text(now), full = kind == FeedKind.Full }, transaction);
        if (kind != FeedKind.PriceDelta)
        {
            // Which run said so counts: a quantity that was told later wins. A price delta sends the row with what was said before.
            db.Execute(
                """
                INSERT INTO shop_sold_out(account, view_name, sku, run) SELECT account, view_name, sku, run FROM ledger WHERE account = @account AND run = @run AND stock = @soldOut
                ON CONFLICT(account, view_name, sku) DO UPDATE SET run = excluded.run
                """,
                values, transaction);
        }
    }

    /// <summary>The last run whose row said that a SKU is sold out; null: none ever did.</summary>
    public string? SoldOutBy(string account, string view, string sku)
    {
        using var db = state.Open();
        return db.ExecuteScalar<string?>("SELECT run FROM shop_sold_out WHERE account = @account AND view_name = @view AND sku = @sku", new { account, view, sku });
    }

    /// <summary>A task is done, or can be done no more as it is: what is the matter then stands with its SKUs. Runs inside the transaction that chains the record of the calls.</summary>
    internal static void Done(DbConnection db, DbTransaction transaction, string account, CallTask task) => db.Execute(
        // What was asked for anew meanwhile stays.
        "DELETE FROM shop_task WHERE account = @account AND view_name = @View AND grp = @Group AND what = @what AND asked = @Asked",
        new { account, task.View, task.Group, what = task.Kind.ToString(), task.Asked }, transaction);

    /// <summary>A task waits.</summary>
    public void Postpone(string account, CallTask task, CallFault fault, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(fault);
        state.Write((db, transaction) => db.Execute(
            "UPDATE shop_task SET due_at = @due, tries = tries + 1, code = @Code, sentence = @Sentence, remedy = @Remedy WHERE account = @account AND view_name = @View AND grp = @Group AND what = @what AND asked = @Asked",
            new { account, task.View, task.Group, what = task.Kind.ToString(), due = Instants.Text(due), task.Asked, fault.Code, fault.Sentence, fault.Remedy }, transaction));
    }

    private sealed record Row
    {
        public string View { get; init; } = "";

        public string Grp { get; init; } = "";

        public string What { get; init; } = "";

        public long Priority { get; init; }

        public string Since { get; init; } = "";

        public string DueAt { get; init; } = "";

        public long Tries { get; init; }

        public long Asked { get; init; }

        public string? Code { get; init; }

        public string? Sentence { get; init; }

        public string? Remedy { get; init; }

        public CallTask ToTask() => new(View, Grp, Enum.Parse<CallTaskKind>(What), (int)Priority, Instants.Parse(Since), Instants.Parse(DueAt), (int)Tries, Code is null ? null : new CallFault(Code, Sentence ?? "", Remedy ?? "")) { Asked = Asked };
    }
}
