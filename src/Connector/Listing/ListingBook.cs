using System.Data.Common;
using System.Text.Json;
using Connector.State;
using Dapper;

namespace Connector.Listings;

/// <summary>What TikTok has of an item group, as far as calls and looks have told.</summary>
public sealed record KnownListing
{
    public required string View { get; init; }

    public required string Group { get; init; }

    /// <summary>TikTok's id of the product; empty: there is none (any more).</summary>
    public string ProductId { get; init; } = "";

    /// <summary>How many products there were before of this group; a new one must not be taken for one of those.</summary>
    public int Generation { get; init; }

    /// <summary>Hash of the content that TikTok took last; null: not known.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Whether it was turned off from here.</summary>
    public bool IsOff { get; init; }

    /// <summary>TikTok's status, in its own word; empty: not known yet.</summary>
    public string Status { get; init; } = "";

    /// <summary>The newer of TikTok's two status fields; empty where it says none.</summary>
    public string ProductStatus { get; init; } = "";

    /// <summary>TikTok's audit status, kept apart from both; empty where it says none.</summary>
    public string Audit { get; init; } = "";

    /// <summary>Why an audit failed, with suggestions.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>TikTok's unix second of the last change that was seen.</summary>
    public long UpdateTime { get; init; }

    public IReadOnlyList<KnownSku> Skus { get; init; } = [];

    public bool Exists => ProductId.Length > 0;

    /// <summary>There is no such product any more; the next is another one.</summary>
    internal KnownListing Gone() => this with { ProductId = "", Generation = Generation + 1, Content = null, Status = "", ProductStatus = "", Audit = "", Reasons = [], IsOff = false, Skus = [], UpdateTime = 0 };
}

/// <summary>What TikTok has of a SKU.</summary>
/// <param name="Sku">The shop's id.</param>
/// <param name="Id">TikTok's id.</param>
/// <param name="Price">The price it took last, with the list price behind a slash where there is one.</param>
/// <param name="Stock">The quantity it took last, by warehouse.</param>
public sealed record KnownSku(string Sku, string Id, string Price, IReadOnlyDictionary<string, int> Stock);

/// <summary>The products that an account has at TikTok by calls: which item group is which product, and what it took last. Written with the record of the calls.</summary>
public sealed class ListingBook(StateDatabase state)
{
    private const string Columns = """
        view_name AS View, grp AS Grp, product_id AS ProductId, generation AS Generation, content AS Content, is_off AS IsOff, status AS Status, product_status AS ProductStatus, audit AS Audit,
        reasons AS Reasons, seen_at AS SeenAt, COALESCE(update_time, 0) AS UpdateTime
        """;

    /// <summary>What is known of an item group; null: it never was a product.</summary>
    public KnownListing? Find(string account, string view, string group)
    {
        using var db = state.Open();
        return db.QueryFirstOrDefault<Row>($"SELECT {Columns} FROM shop_product WHERE account = @account AND view_name = @view AND grp = @group", new { account, view, group }) is { } row ? Whole(db, account, row) : null;
    }

    /// <summary>The product of that id; null: none of ours.</summary>
    public KnownListing? OfProduct(string account, string productId)
    {
        using var db = state.Open();
        return db.QueryFirstOrDefault<Row>($"SELECT {Columns} FROM shop_product WHERE account = @account AND product_id = @productId AND product_id <> ''", new { account, productId }) is { } row ? Whole(db, account, row) : null;
    }

    /// <summary>Every product of an account, by view and group; without its SKUs.</summary>
    public IEnumerable<KnownListing> All(string account)
    {
        using var db = state.Open();
        foreach (var row in db.Query<Row>($"SELECT {Columns} FROM shop_product WHERE account = @account ORDER BY view_name, grp", new { account }, buffered: false))
        {
            yield return row.ToListing([]);
        }
    }

    /// <summary>Every SKU that TikTok has, by view.</summary>
    public IReadOnlyList<(string View, string Sku)> Skus(string account)
    {
        using var db = state.Open();
        return [.. db.Query<(string, string)>(
            "SELECT s.view_name, s.sku FROM shop_sku s JOIN shop_product p ON p.account = s.account AND p.view_name = s.view_name AND p.grp = s.grp WHERE s.account = @account AND p.product_id <> ''", new { account })];
    }

    /// <summary>In which item groups a SKU is, by view.</summary>
    public IReadOnlyList<(string View, string Group)> GroupsOf(string account, string sku)
    {
        using var db = state.Open();
        return [.. db.Query<(string, string)>(
            "SELECT view_name, grp FROM ledger WHERE account = @account AND sku = @sku UNION SELECT view_name, grp FROM shop_sku WHERE account = @account AND sku = @sku ORDER BY 1, 2", new { account, sku })];
    }

    /// <summary>The one item group in which the ledger has all SKUs of a product now; null: there is none, or several.</summary>
    internal string? GroupNow(string account, string view, string group)
    {
        using var db = state.Open();
        var now = db.Query<string?>(
            "SELECT DISTINCT l.grp FROM shop_sku s LEFT JOIN ledger l ON l.account = s.account AND l.view_name = s.view_name AND l.sku = s.sku WHERE s.account = @account AND s.view_name = @view AND s.grp = @group",
            new { account, view, group }).ToList();
        return now is [{ } only] && only != group ? only : null;
    }

    /// <summary>Whether the ledger has a SKU of a product in another item group.</summary>
    internal bool AreElsewhere(string account, string view, string group)
    {
        using var db = state.Open();
        return db.ExecuteScalar<bool>(
            "SELECT EXISTS(SELECT 1 FROM shop_sku s JOIN ledger l ON l.account = s.account AND l.view_name = s.view_name AND l.sku = s.sku WHERE s.account = @account AND s.view_name = @view AND s.grp = @group AND l.grp <> @group)",
            new { account, view, group });
    }

    /// <summary>A product is another item group's from now on. Its content is written anew.</summary>
    internal void Move(string account, KnownListing listing, string group, DateTimeOffset at) => state.Write((db, transaction) =>
    {
        var generation = db.ExecuteScalar<int?>("SELECT generation FROM shop_product WHERE account = @account AND view_name = @View AND grp = @group", new { account, listing.View, group }, transaction);
        Keep(db, transaction, account, listing with { ProductId = "", Generation = listing.Generation + 1, Content = null, Skus = [] }, at, isNew: false);
        Keep(db, transaction, account, listing with { Group = group, Generation = Math.Max(generation ?? 0, listing.Generation), Content = null }, at, isNew: false);
        CallQueue.Ask(db, transaction, account, listing.View, group, CallTaskKind.Product, CallPriorities.Edit, at);
    });

    /// <summary>The TikTok address of an image that was uploaded; null: it was not.</summary>
    public string? Image(string account, string url)
    {
        using var db = state.Open();
        return db.ExecuteScalar<string?>("SELECT uri FROM shop_image WHERE account = @account AND url = @url", new { account, url });
    }

    public void KeepImage(string account, string url, string uri, DateTimeOffset at) => state.Write((db, transaction) => db.Execute(
        "INSERT INTO shop_image(account, url, uri, at) VALUES(@account, @url, @uri, @at) ON CONFLICT(account, url) DO UPDATE SET uri = excluded.uri, at = excluded.at",
        new { account, url, uri, at = Instants.Text(at) }, transaction));

    /// <summary>Products that were created since an instant: TikTok allows so many a day.</summary>
    public int CreatedSince(string account, DateTimeOffset since)
    {
        using var db = state.Open();
        return db.ExecuteScalar<int>("SELECT COUNT(*) FROM shop_product WHERE account = @account AND created_at > @since", new { account, since = Instants.Text(since) });
    }

    /// <summary>Puts down what is known now, whole.</summary>
    /// <param name="account">The account.</param>
    /// <param name="listing">What is known; its SKUs take the place of those before.</param>
    /// <param name="at">When it was written or seen.</param>
    /// <param name="isNew">Whether it was created just now.</param>
    public void Keep(string account, KnownListing listing, DateTimeOffset at, bool isNew = false) => state.Write((db, transaction) => Keep(db, transaction, account, listing, at, isNew));

    internal static void Keep(DbConnection db, DbTransaction transaction, string account, KnownListing listing, DateTimeOffset at, bool isNew)
    {
        ArgumentNullException.ThrowIfNull(listing);
        db.Execute(
            """
            INSERT INTO shop_product(account, view_name, grp, product_id, generation, content, is_off, status, product_status, audit, reasons, created_at, written_at, seen_at, update_time)
            VALUES(@account, @View, @Group, @ProductId, @Generation, @Content, @IsOff, @Status, @ProductStatus, @Audit, @reasons, @created, @at, @seen, @UpdateTime)
            ON CONFLICT(account, view_name, grp) DO UPDATE SET product_id = excluded.product_id, generation = excluded.generation, content = excluded.content, is_off = excluded.is_off,
                status = excluded.status, product_status = excluded.product_status, audit = excluded.audit, reasons = excluded.reasons, created_at = COALESCE(excluded.created_at, created_at),
                written_at = excluded.written_at, seen_at = excluded.seen_at, update_time = excluded.update_time
            """,
            new
            {
                account, listing.View, listing.Group, listing.ProductId, listing.Generation, listing.Content, listing.IsOff, listing.Status, listing.ProductStatus, listing.Audit,
                reasons = JsonSerializer.Serialize(listing.Reasons), created = isNew ? Instants.Text(at) : null, at = Instants.Text(at), seen = listing.SeenAt is { } seen ? Instants.Text(seen) : null, listing.UpdateTime,
            },
            transaction);
        db.Execute("DELETE FROM shop_stock WHERE account = @account AND sku_id IN (SELECT sku_id FROM shop_sku WHERE account = @account AND view_name = @View AND grp = @Group)", new { account, listing.View, listing.Group }, transaction);
        db.Execute("DELETE FROM shop_sku WHERE account = @account AND view_name = @View AND grp = @Group", new { account, listing.View, listing.Group }, transaction);
        foreach (var sku in listing.Skus)
        {
            db.Execute("INSERT INTO shop_sku(account, view_name, grp, sku, sku_id, price) VALUES(@account, @View, @Group, @Sku, @Id, @Price)", new { account, listing.View, listing.Group, sku.Sku, sku.Id, sku.Price }, transaction);
            foreach (var (warehouse, quantity) in sku.Stock)
            {
                db.Execute(
                    "INSERT INTO shop_stock(account, sku_id, warehouse, quantity) VALUES(@account, @Id, @warehouse, @quantity) ON CONFLICT(account, sku_id, warehouse) DO UPDATE SET quantity = excluded.quantity",
                    new { account, sku.Id, warehouse, quantity }, transaction);
            }
        }
    }

    /// <summary>Puts down where a product stands, and leaves what it was told.</summary>
    internal static void See(DbConnection db, DbTransaction transaction, string account, KnownListing listing, DateTimeOffset at) => db.Execute(
        """
        UPDATE shop_product SET status = @Status, product_status = @ProductStatus, audit = @Audit, reasons = @reasons, seen_at = @at, update_time = @UpdateTime
        WHERE account = @account AND view_name = @View AND grp = @Group AND product_id = @ProductId
        """,
        new { account, listing.View, listing.Group, listing.ProductId, listing.Status, listing.ProductStatus, listing.Audit, reasons = JsonSerializer.Serialize(listing.Reasons), at = Instants.Text(at), listing.UpdateTime },
        transaction);

    /// <summary>What TikTok shows otherwise counts as not told. Told again at once, and where that does not help ever more seldom: from a quarter of an hour to a day.</summary>
    /// <returns>When it is told again.</returns>
    internal static DateTimeOffset Doubt(DbConnection db, DbTransaction transaction, string account, KnownListing listing, Drift drift, DateTimeOffset at)
    {
        foreach (var sku in drift.Prices)
        {
            db.Execute("UPDATE shop_sku SET price = '' WHERE account = @account AND sku_id = @Id AND price = @Price", new { account, sku.Sku.Id, sku.Sku.Price }, transaction);
        }

        // What was told meanwhile stays told.
        foreach (var (sku, stock) in drift.Stock.SelectMany(each => each.Sku.Stock.Select(stock => (each.Sku, stock))))
        {
            db.Execute("DELETE FROM shop_stock WHERE account = @account AND sku_id = @Id AND warehouse = @Key AND quantity = @Value", new { account, sku.Id, stock.Key, stock.Value }, transaction);
        }

        var times = db.ExecuteScalar<long>(
            """
            INSERT INTO shop_drift(account, view_name, grp, times) VALUES(@account, @View, @Group, 1)
            ON CONFLICT(account, view_name, grp) DO UPDATE SET times = times + 1 RETURNING times
            """,
            new { account, listing.View, listing.Group }, transaction);
        return times <= 1 ? at : at.AddMinutes(Math.Min(15 * Math.Pow(2, Math.Min(times - 2, 10)), 24 * 60));
    }

    /// <summary>TikTok shows what it was told.</summary>
    internal static void Settle(DbConnection db, DbTransaction transaction, string account, string view, string group) =>
        db.Execute("DELETE FROM shop_drift WHERE account = @account AND view_name = @view AND grp = @group", new { account, view, group }, transaction);

    /// <summary>Prices and quantities that were told of SKUs count no more: they are told again.</summary>
    public void Forget(string account, IEnumerable<string> skus) => state.Write((db, transaction) =>
    {
        foreach (var sku in skus)
        {
            db.Execute("DELETE FROM shop_stock WHERE account = @account AND sku_id IN (SELECT sku_id FROM shop_sku WHERE account = @account AND sku = @sku)", new { account, sku }, transaction);
            db.Execute("UPDATE shop_sku SET price = '' WHERE account = @account AND sku = @sku", new { account, sku }, transaction);
        }
    });

    /// <summary>Content and prices that were told of products count no more: they are edited, which TikTok audits. Quantities stay as they were told: what was sold since must not come back.</summary>
    public void ForgetContent(string account, IEnumerable<(string View, string Group)> groups) => state.Write((db, transaction) =>
    {
        foreach (var (view, group) in groups)
        {
            db.Execute("UPDATE shop_sku SET price = '' WHERE account = @account AND view_name = @view AND grp = @group", new { account, view, group }, transaction);
            db.Execute("UPDATE shop_product SET content = NULL WHERE account = @account AND view_name = @view AND grp = @group", new { account, view, group }, transaction);
        }
    });

    /// <summary>Puts down prices and quantities that TikTok has taken, and leaves where the product stands: a look may have seen that meanwhile.</summary>
    internal void KeepTold(string account, IEnumerable<KnownSku> skus) => state.Write((db, transaction) =>
    {
        foreach (var sku in skus)
        {
            db.Execute("UPDATE shop_sku SET price = @Price WHERE account = @account AND sku_id = @Id", new { account, sku.Id, sku.Price }, transaction);
            foreach (var (warehouse, quantity) in sku.Stock)
            {
                db.Execute(
                    "INSERT INTO shop_stock(account, sku_id, warehouse, quantity) VALUES(@account, @Id, @warehouse, @quantity) ON CONFLICT(account, sku_id, warehouse) DO UPDATE SET quantity = excluded.quantity",
                    new { account, sku.Id, warehouse, quantity }, transaction);
            }
        }
    });

    /// <summary>Products that other hands deleted are to be listed anew.</summary>
    public void Relist(string account, IEnumerable<(string View, string Group)> groups, DateTimeOffset at)
    {
        foreach (var known in groups.Select(group => Find(account, group.View, group.Group)).Where(known => known is { Exists: true, Status: "DELETED" }))
        {
            Keep(account, known!.Gone(), at);
        }
    }

    /// <summary>Products that other hands took off sale are to be put on sale again.</summary>
    public void WantOn(string account, IEnumerable<(string View, string Group)> groups) => state.Write((db, transaction) =>
    {
        foreach (var (view, group) in groups)
        {
            db.Execute("UPDATE shop_product SET is_off = 1 WHERE account = @account AND view_name = @view AND grp = @group AND status = 'SELLER_DEACTIVATED'", new { account, view, group }, transaction);
        }
    });

    /// <summary>The same of all products of an account, their content too. Runs inside a transaction that begins the ledger anew.</summary>
    internal static void ForgetAll(DbConnection db, DbTransaction transaction, string account) => db.Execute(
        """
        UPDATE shop_product SET content = NULL WHERE account = @account;
        UPDATE shop_sku SET price = '' WHERE account = @account;
        DELETE FROM shop_stock WHERE account = @account;
        DELETE FROM shop_sold_out WHERE account = @account;
        DELETE FROM shop_drift WHERE account = @account;
        DELETE FROM shop_task WHERE account = @account;
        """,
        new { account }, transaction);

    private static KnownListing Whole(DbConnection db, string account, Row row)
    {
        var stock = db.Query<(string Id, string Warehouse, int Quantity)>(
            "SELECT t.sku_id, t.warehouse, t.quantity FROM shop_stock t JOIN shop_sku s ON s.account = t.account AND s.sku_id = t.sku_id WHERE s.account = @account AND s.view_name = @View AND s.grp = @Grp",
            new { account, row.View, row.Grp }).ToLookup(each => each.Id, StringComparer.Ordinal);
        return row.ToListing([.. db.Query<(string Sku, string Id, string Price)>("SELECT sku, sku_id, price FROM shop_sku WHERE account = @account AND view_name = @View AND grp = @Grp ORDER BY sku", new { account, row.View, row.Grp })
            .Select(sku => new KnownSku(sku.Sku, sku.Id, sku.Price, stock[sku.Id].ToDictionary(each => each.Warehouse, each => each.Quantity, StringComparer.Ordinal)))]);
    }

    private sealed record Row
    {
        public string View { get; init; } = "";

        public string Grp { get; init; } = "";

        public string ProductId { get; init; } = "";

        public long Generation { get; init; }

        public byte[]? Content { get; init; }

        public long IsOff { get; init; }

        public string Status { get; init; } = "";

        public string ProductStatus { get; init; } = "";

        public string Audit { get; init; } = "";

        public string Reasons { get; init; } = "[]";

        public string? SeenAt { get; init; }

        public long UpdateTime { get; init; }

        public KnownListing ToListing(IReadOnlyList<KnownSku> skus) => new()
        {
            View = View, Group = Grp, ProductId = ProductId, Generation = (int)Generation, Content = Content, IsOff = IsOff != 0, Status = Status, ProductStatus = ProductStatus, Audit = Audit,
            Reasons = JsonSerializer.Deserialize<string[]>(Reasons) ?? [], SeenAt = SeenAt is null ? null : Instants.Parse(SeenAt), UpdateTime = UpdateTime, Skus = skus,
        };
    }
}
