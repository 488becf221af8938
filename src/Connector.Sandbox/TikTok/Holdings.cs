namespace Connector.Sandbox;

/// <summary>All accounts and what they hold; one lock guards the whole.</summary>
internal sealed class Holdings(TimeProvider clock, Verdicts verdicts)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <summary>Adds a connection, or gives an existing one other credentials, hosts and catalogs; what a catalog holds stays.</summary>
    public void Connect(StandInConnection connection)
    {
        lock (_gate)
        {
            if (_accounts.Any(a => a.Key != connection.ExternalBusinessId && a.Value.Connection.Catalogs.Any(c => connection.Catalogs.Any(n => n.CatalogId == c.CatalogId))))
                throw new ArgumentException("A catalog id belongs to another connection already.");
            if (connection.Catalogs.DistinctBy(c => c.CatalogId).Count() != connection.Catalogs.Count) throw new ArgumentException("Two catalogs have the same id.");
            if (!_accounts.TryGetValue(connection.ExternalBusinessId, out var account)) _accounts[connection.ExternalBusinessId] = account = new Account { IsConnected = connection.StartsConnected };
            account.Connection = connection;
            account.Shelves = connection.Catalogs.Select(c => account.Shelves.Find(s => s.Catalog == c) ?? new Shelf(c)).ToList();
        }
    }

    public StandInConnection? Connection(string externalBusinessId)
    {
        lock (_gate) return _accounts.GetValueOrDefault(externalBusinessId)?.Connection;
    }

    public IReadOnlyList<StandInConnection> Connections()
    {
        lock (_gate) return [.. _accounts.Values.Select(a => a.Connection)];
    }

    public bool IsConnected(string externalBusinessId)
    {
        lock (_gate) return _accounts.TryGetValue(externalBusinessId, out var account) && account.IsConnected;
    }

    public void SetConnected(string externalBusinessId, bool connected)
    {
        lock (_gate) _accounts[externalBusinessId].IsConnected = connected;
    }

    /// <returns>False when the account has had an alert before.</returns>
    public bool IsFirstAlert(string externalBusinessId)
    {
        lock (_gate)
        {
            var account = _accounts[externalBusinessId];
            return !account.HadAlert && (account.HadAlert = true);
        }
    }

    public void Note(string account, AlertState alert)
    {
        lock (_gate) _accounts[account].Alerts.Add(alert);
    }

    public void NotePickup(string account, string requestId)
    {
        lock (_gate)
        {
            var alerts = _accounts[account].Alerts;
            var at = alerts.FindIndex(a => a.RequestId == requestId);
            if (at >= 0) alerts[at] = alerts[at] with { PickedUpAt = clock.GetUtcNow() };
        }
    }

    /// <param name="seen">What tells this content of the file from another; null when it must be read again.</param>
    public void Note(string account, FileState file, string? seen)
    {
        lock (_gate)
        {
            _accounts[account].Files.Add(file);
            if (seen is not null) _accounts[account].Seen.Add(seen);
        }
    }

    public bool HasSeen(string account, string identity)
    {
        lock (_gate) return _accounts[account].Seen.Contains(identity);
    }

    public (int Added, int Changed, int Unchanged) Take(string account, string catalogId, IReadOnlyList<ProductRow> rows, TimeSpan reviewDelay)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var fates = new int[3];
            if (_accounts[account].Shelves.Find(s => s.Catalog.CatalogId == catalogId) is { } shelf)
            {
                foreach (var row in rows) fates[(int)shelf.Take(row, now, reviewDelay, verdicts)]++;
            }

            return (fates[0], fates[1], fates[2]);
        }
    }

    public int Remove(string account, Func<StandInCatalog, bool> catalogs, IReadOnlyList<string> skus)
    {
        lock (_gate) return _accounts[account].Shelves.Where(s => catalogs(s.Catalog)).Sum(s => skus.Count(s.Remove));
    }

    public (int Added, int Changed, int Unchanged, int Removed) TakeStock(string account, IReadOnlyList<(string List, string Sku, decimal? Quantity)> records)
    {
        lock (_gate)
        {
            var stock = _accounts[account].Stock;
            int added = 0, changed = 0, unchanged = 0, removed = 0;
            foreach (var (list, sku, quantity) in records)
            {
                if (!stock.TryGetValue(sku, out var lists)) stock.Add(sku, lists = new SortedDictionary<string, decimal>(StringComparer.Ordinal));
                var known = lists.TryGetValue(list, out var before);
                if (quantity is not { } value)
                {
                    if (lists.Remove(list)) removed++;
                    if (lists.Count == 0) stock.Remove(sku);
                    continue;
                }

                if (!known) added++;
                else if (before == value) unchanged++;
                else changed++;
                lists[list] = value;
            }

            return (added, changed, unchanged, removed);
        }
    }

    /// <summary>Changes a catalog on TikTok's side, as a person with TikTok's own tools does.</summary>
    /// <exception cref="ArgumentException">There is no such catalog.</exception>
    public T Reach<T>(string catalogId, Func<Shelf, T> change)
    {
        lock (_gate)
        {
            var shelf = _accounts.Values.SelectMany(a => a.Shelves).FirstOrDefault(s => s.Catalog.CatalogId == catalogId)
                ?? throw new ArgumentException($"There is no catalog {catalogId}.");
            return change(shelf);
        }
    }

    /// <summary>How many products a feed of interface B has.</summary>
    public int InFeed(string catalogId, string feedId)
    {
        lock (_gate) return _accounts.Values.SelectMany(a => a.Shelves).FirstOrDefault(s => s.Catalog.CatalogId == catalogId)?.All.Count(h => h.Feed == feedId) ?? 0;
    }

    /// <summary>Changes a quantity on TikTok's side.</summary>
    /// <exception cref="ArgumentException">There is no such account, or TikTok was never told a quantity of that SKU in that list.</exception>
    public void SetStock(string account, string list, string sku, decimal quantity)
    {
        lock (_gate)
        {
            if (!_accounts.TryGetValue(account, out var held)) throw new ArgumentException($"There is no account {account}.");
            if (!held.Stock.TryGetValue(sku, out var lists) || !lists.ContainsKey(list)) throw new ArgumentException($"List {list} of account {account} has no quantity of {sku}.");
            lists[list] = quantity;
        }
    }

    /// <summary>Looks at one catalog with every review that is due decided.</summary>
    public T Look<T>(string account, string catalogId, Func<Shelf, T> look)
    {
        lock (_gate)
        {
            var shelf = _accounts[account].Shelves.Single(s => s.Catalog.CatalogId == catalogId);
            foreach (var held in shelf.All) held.Settle(clock.GetUtcNow(), verdicts);
            return look(shelf);
        }
    }

    /// <summary>Forgets all and holds what another holds; from then on each goes its own way.</summary>
    public void TakeOver(Holdings other)
    {
        lock (other._gate)
        lock (_gate)
        {
            _accounts.Clear();
            foreach (var (id, account) in other._accounts) _accounts.Add(id, account.Copy());
        }
    }

    public StandInState Snapshot()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            return new StandInState(_accounts.Select(a => a.Value.Snapshot(now, verdicts)).ToValueList());
        }
    }

    private sealed class Account
    {
        public StandInConnection Connection { get; set; } = null!;

        public List<Shelf> Shelves { get; set; } = [];

        public bool HadAlert { get; set; }

        public bool IsConnected { get; set; }

        public List<AlertState> Alerts { get; } = [];

        public List<FileState> Files { get; } = [];

        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

        /// <summary>By SKU, then by inventory list: a SKU's stock is what its lists have together.</summary>
        public SortedDictionary<string, SortedDictionary<string, decimal>> Stock { get; } = new(StringComparer.Ordinal);

        public Account Copy()
        {
            var copy = new Account { Connection = Connection, Shelves = Shelves.ConvertAll(s => s.Copy()), HadAlert = HadAlert, IsConnected = IsConnected };
            copy.Alerts.AddRange(Alerts);
            copy.Files.AddRange(Files);
            copy.Seen.UnionWith(Seen);
            foreach (var (sku, lists) in Stock) copy.Stock.Add(sku, new SortedDictionary<string, decimal>(lists, StringComparer.Ordinal));
            return copy;
        }

        public AccountState Snapshot(DateTimeOffset now, Verdicts verdicts) => new(
            Connection.ExternalBusinessId,
            Alerts.ToValueList(),
            Files.ToValueList(),
            Stock.Select(s => new StockState(s.Key, s.Value.Values.Sum())).ToValueList(),
            Shelves.Select(s => new CatalogState(s.Catalog.CatalogId, s.Catalog.SiteId, s.Catalog.Locale, s.Catalog.Currency, s.All.Select(h => Product(h, now, verdicts)).ToValueList())).ToValueList())
        {
            IsConnected = IsConnected,
        };

        private ProductState Product(Held held, DateTimeOffset now, Verdicts verdicts)
        {
            held.Settle(now, verdicts);
            var lists = Stock.GetValueOrDefault(held.Row.SkuId);
            return new ProductState(
                held.Row,
                lists?.Values.Sum(),
                held.Audit.Status,
                verdicts.HasSmallImage(held.Row) ? "FILTERED" : "SUCCESS",
                held.Audit.RejectedInfo)
            {
                Lists = lists is null ? [] : lists.Select(l => new ListQuantity(l.Key, l.Value)).ToValueList(),
            };
        }
    }
}
