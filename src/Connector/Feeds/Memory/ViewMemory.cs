using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Connector.Policy;
using Connector.Store;

namespace Connector.Feeds.Memory;

/// <summary>What a feed remembers of one view: what was noted before, and where it notes anew.</summary>
internal sealed class ViewMemory : IDisposable
{
    private ViewMemory(RowMemory? before, RowMemoryWriter? after) => (Before, After) = (before, after);

    /// <summary>Rows of an earlier feed; null: none that count.</summary>
    public RowMemory? Before { get; }

    /// <summary>Takes the rows of this one; null: they are not noted.</summary>
    public RowMemoryWriter? After { get; }

    /// <param name="folder">Where memories are kept; null: nothing is remembered.</param>
    /// <param name="plan">The feed.</param>
    /// <param name="view">Its view.</param>
    /// <param name="snapshot">The shop.</param>
    /// <param name="notes">Whether this feed makes rows; an inventory feed only asks what became of each SKU.</param>
    public static ViewMemory Of(string? folder, FeedPlan plan, StoreView view, MirrorSnapshot snapshot, bool notes)
    {
        var policies = plan.Compile();
        // What was last sent decides here: nothing of it can be known beforehand.
        if (folder is null || view.Retired || policies.NeedsPublished || plan.Publishing.HangsOnWhatWasSent)
        {
            return new ViewMemory(null, null);
        }

        var path = Path.Combine(folder, plan.AccountName, $"{view.Name}.{plan.Sheet.Id}.{plan.Gzip}.rows");
        var circumstances = Circumstances(plan, policies, view, snapshot);
        var before = plan.Afresh ? null : RowMemory.Open(path, circumstances, plan.Instant);
        return new ViewMemory(before, notes ? new RowMemoryWriter(path, circumstances, plan.Instant, before) : null);
    }

    public void Dispose()
    {
        After?.Dispose();
        Before?.Dispose();
    }

    /// <summary>All that rows are made of besides a group's own data and the instant: shop and view, policies and sheet, account, and the program with its runtime (texts, compression).</summary>
    private static Hash128 Circumstances(FeedPlan plan, PolicySheet policies, StoreView view, MirrorSnapshot snapshot)
    {
        var facts = JsonSerializer.Serialize(plan.FactsFor(view) with { Instant = default });
        var program = string.Join(' ', new[] { typeof(PolicySheet), typeof(ViewMemory), typeof(object), typeof(GZipStream) }.Select(type => type.Module.ModuleVersionId));
        var hash = snapshot.View(view, plan.Instant).Circumstances();
        return Hash128.Of(Encoding.UTF8.GetBytes($"{snapshot.Shop}\n{policies.Fingerprint}\n{plan.Sheet.Version}\n{facts}\n{program}"), hash);
    }
}
