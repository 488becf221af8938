using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy;

/// <summary>The policies of one account, compiled into an ordered list of steps.</summary>
public sealed class PolicySheet
{
    /// <summary>
    /// Raised whenever the same documents and offers would give other rows than before, so that a new release counts as changed policies.
    /// </summary>
    public const int RulesVersion = 3;

    private readonly Turn[] _all;
    private readonly Turn[] _asked;

    private PolicySheet(IReadOnlyList<Step> steps, PolicyDocuments documents, string fingerprint)
    {
        Steps = steps;
        _all = [.. steps.Select(step => new Turn(step))];
        _asked = [.. steps.Where(step => !step.KeepsAll).Select(step => new Turn(step))];
        Documents = documents;
        Fingerprint = fingerprint;
        NeedsPublished = steps.Any(step => step.NeedsPublished);
        NeedsPricesByBook = steps.Any(step => step.NeedsPricesByBook);
    }

    /// <summary>The steps in the order in which an offer passes them.</summary>
    public IReadOnlyList<Step> Steps { get; }

    public PolicyDocuments Documents { get; }

    /// <summary>Changes when documents, feed sheet, rules or their order change: SHA-256, hex, 64 characters.</summary>
    public string Fingerprint { get; }

    public bool NeedsPublished { get; }

    /// <summary>Whether offers must come with the prices of each book.</summary>
    public bool NeedsPricesByBook { get; }

    /// <summary>Compiles documents into steps: first what may be listed at all, then shaping, then limits and checks.</summary>
    /// <param name="documents">The policies in force.</param>
    /// <param name="feedSheet">Id and version of the feed sheet whose limits apply; part of the fingerprint.</param>
    /// <param name="details">Whether that sheet has columns for <see cref="Offer.Details"/>; else nothing is spent on them.</param>
    public static PolicySheet Compile(PolicyDocuments documents, string feedSheet, bool details = false) =>
        Of(StageOrder.For(documents, details), documents, feedSheet);

    /// <summary>A sheet of chosen steps, for trying one rule by itself.</summary>
    public static PolicySheet Of(IReadOnlyList<Step> steps, PolicyDocuments? documents = null, string feedSheet = "")
    {
        documents ??= new PolicyDocuments();
        var order = string.Join(' ', steps.Select(step => step.Name));
        var text = $"{RulesVersion}\n{feedSheet}\n{order}\n{JsonSerializer.Serialize(documents)}";
        return new PolicySheet(steps, documents, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The steps as numbered sentences.</summary>
    public override string ToString() =>
        string.Join('\n', Steps.Select((step, at) => $"{at + 1,2}. {step.Name}: {step.Describe()}"));

    /// <summary>
    /// Takes the offers of one item group through all steps.
    /// </summary>
    /// <param name="group">All offers of one item group, in feed order.</param>
    /// <param name="facts">What the steps may know.</param>
    /// <param name="passages">Receives one passage for each offer, in the same order.</param>
    /// <param name="explain">Also note what every step did.</param>
    /// <param name="published">The row last sent for a SKU, for steps that declare it.</param>
    public void Pass(
        IReadOnlyList<Offer> group, Facts facts, ICollection<Passage> passages, bool explain = false, Func<Sku, PublishedRow?>? published = null)
    {
        var travellers = ArrayPool<Traveller>.Shared.Rent(group.Count);
        try
        {
            for (var i = 0; i < group.Count; i++)
            {
                travellers[i] = new Traveller(group[i], NeedsPublished && published is not null ? published(group[i].Sku) : null, explain);
            }

            var walking = travellers.AsSpan(0, group.Count);
            foreach (var turn in explain ? _all : _asked)
            {
                if (turn.Each is { } stage)
                {
                    MeetEach(stage, turn.NeedsPublished, walking, facts);
                }
                else
                {
                    MeetTogether(turn.Together!, walking, facts);
                }
            }

            foreach (ref var traveller in walking)
            {
                passages.Add(traveller.Arrive());
            }
        }
        finally
        {
            ArrayPool<Traveller>.Shared.Return(travellers, clearArray: true);
        }
    }

    /// <summary>Takes one offer through all steps, alone in its group.</summary>
    public Passage Pass(Offer offer, Facts facts, bool explain = false, PublishedRow? published = null)
    {
        var passages = new List<Passage>(1);
        Pass([offer], facts, passages, explain, _ => published);
        return passages[0];
    }

    private static void MeetEach(Stage stage, bool needsPublished, Span<Traveller> walking, Facts facts)
    {
        for (var at = 0; at < walking.Length; at++)
        {
            // Entered anew behind one that threw: the others go on.
            try
            {
                for (; at < walking.Length; at++)
                {
                    if (walking[at].Meets(stage))
                    {
                        walking[at].Meet(stage, facts, needsPublished);
                    }
                }
            }
            catch (Exception thrown) when (thrown is not OutOfMemoryException)
            {
                walking[at].Take(stage, Fault(stage, thrown));
            }
        }
    }

    private static void MeetTogether(GroupStage stage, Span<Traveller> walking, Facts facts)
    {
        var count = 0;
        foreach (ref var traveller in walking)
        {
            count += traveller.Meets(stage) ? 1 : 0;
        }

        if (count < stage.LeastOffers)
        {
            foreach (ref var traveller in walking)
            {
                if (traveller.Meets(stage))
                {
                    traveller.Take(stage, Verdict.Kept);
                }
            }

            return;
        }

        var present = ArrayPool<Offer>.Shared.Rent(count);
        var verdicts = ArrayPool<Verdict>.Shared.Rent(count);
        try
        {
            var next = 0;
            foreach (ref var traveller in walking)
            {
                if (traveller.Meets(stage))
                {
                    present[next++] = traveller.Offer;
                }
            }

            var fault = Apply(stage, new ArraySegment<Offer>(present, 0, count), facts, verdicts.AsSpan(0, count));
            next = 0;
            foreach (ref var traveller in walking)
            {
                if (traveller.Meets(stage))
                {
                    traveller.Take(stage, fault is null ? verdicts[next++] : Fault(stage, fault));
                }
            }
        }
        finally
        {
            ArrayPool<Offer>.Shared.Return(present, clearArray: true);
            ArrayPool<Verdict>.Shared.Return(verdicts, clearArray: true);
        }
    }

    private static Exception? Apply(GroupStage stage, IReadOnlyList<Offer> present, Facts facts, Span<Verdict> verdicts)
    {
        verdicts.Clear();
        try
        {
            stage.Apply(present, facts, verdicts);
            return null;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return thrown;
        }
    }

    /// <summary>A step's turn, with what is asked of it for every group.</summary>
    private readonly struct Turn(Step step)
    {
        public Stage? Each { get; } = step as Stage;

        public GroupStage? Together { get; } = step as GroupStage;

        public bool NeedsPublished { get; } = step.NeedsPublished;
    }

    /// <summary>
    /// A step that throws holds that one offer and lets the others go on. A fault in price or stock counts as unknown stock: nothing may be
    /// promised on it.
    /// </summary>
    internal static Verdict Fault(Step step, Exception thrown) =>
        Verdict.Held((step.IsPriceOrStock ? Reasons.StageFaultInPriceOrStock : Reasons.StageFault).With(step.Name, thrown.Message));
}
