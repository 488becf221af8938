using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Stages;
using Connector.State;
using Connector.Store;

namespace Connector.Preview;

/// <summary>
/// How many products each listing template of an account has, and how many of them are listed. Nobody keeps these figures: they are counted by taking the
/// whole catalogue through the policies, as a feed made now would. Checklist TPL-06.
/// </summary>
public sealed class TemplateTotals(Documents documents, Mirror mirror, FeedMaking making, FeedRun feeds, ConnectorSettings settings)
{
    /// <summary>View by view and template by template; the empty name is for what is in none.</summary>
    public IReadOnlyList<TemplateTotal> Of(string account, CancellationToken cancellation)
    {
        var plan = feeds.PlanFor(new FeedOrder(account, FeedKind.Full, "totals") { Afresh = true }, documents.Account(account), settings.Data);
        using var shops = new ShopSnapshots(mirror, plan, FeedKind.Full, making.Workers);
        var totals = new List<TemplateTotal>();
        foreach (var view in plan.Views)
        {
            var counts = plan.Policies.Templates.Select(template => template.Name).Prepend("").ToDictionary(name => name, name => new TemplateTotal(name, view.Name, 0, 0), StringComparer.Ordinal);
            RangeWorkers.Run<KeyRange, Counting, Dictionary<string, TemplateTotal>>(
                FeedRanges.Of(shops.Of(view), making.RangeSize), making.Workers,
                worker => new Counting(plan, view, making, shops.Of(view, worker)),
                (worker, range, _, stop) => worker.Count(range, stop),
                piece =>
                {
                    foreach (var (name, more) in piece)
                    {
                        counts[name] = counts[name] with { Active = counts[name].Active + more.Active, Inactive = counts[name].Inactive + more.Inactive };
                    }
                },
                cancellation);
            totals.AddRange(counts.Values);
        }

        return totals;
    }

    /// <summary>Counts ranges. For one thread.</summary>
    private sealed class Counting : IDisposable
    {
        private readonly LedgerView _sent;
        private readonly ViewRows _rows;
        private readonly Facts _facts;
        private readonly StoreView _view;
        private readonly TemplateAssignment? _assignment;

        public Counting(FeedPlan plan, StoreView view, FeedMaking making, MirrorSnapshot shop)
        {
            (_view, _facts) = (view, plan.FactsFor(view));
            _sent = making.Sent(plan, view);
            _rows = making.Rows(plan, view, shop, _sent, _ => true);
            _assignment = plan.Compile().Steps.OfType<TemplateAssignment>().FirstOrDefault();
        }

        public Dictionary<string, TemplateTotal> Count(KeyRange range, CancellationToken cancellation)
        {
            var counts = new Dictionary<string, TemplateTotal>(StringComparer.Ordinal);
            foreach (var passage in _rows.Passages(range, cancellation))
            {
                var name = Template(passage);
                var count = counts.GetValueOrDefault(name) ?? new TemplateTotal(name, _view.Name, 0, 0);
                counts[name] = passage.IsListed ? count with { Active = count.Active + 1 } : count with { Inactive = count.Inactive + 1 };
            }

            return counts;
        }

        public void Dispose() => _sent.Dispose();

        /// <summary>What is held before a template is chosen, such as what is offline, belongs to the one that would take it.</summary>
        private string Template(Passage passage) =>
            passage.Offer.Template?.Name
            ?? (passage.IsListed || _assignment is null ? null : _assignment.Apply(passage.Offer, _facts).After?.Template?.Name)
            ?? "";
    }
}

/// <summary>How many products a listing template has in a view.</summary>
/// <param name="Template">Its name; empty: those in none.</param>
/// <param name="View">The store view.</param>
/// <param name="Active">Listed by a feed made now.</param>
/// <param name="Inactive">Held by it, for whatever reason.</param>
public sealed record TemplateTotal(string Template, string View, long Active, long Inactive)
{
    /// <summary>All of them.</summary>
    public long Total => Active + Inactive;
}
