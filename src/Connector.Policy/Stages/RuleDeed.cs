using System.Text;
using System.Text.RegularExpressions;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>One thing that a rule does, made ready for all offers.</summary>
internal abstract class RuleDeed(RuleTarget target)
{
    /// <summary>Most characters of a text that a rule wrote. No limit of a feed sheet comes near; without one, replacing could make a text grow without end.</summary>
    private const int Most = 20_000;

    public RuleTarget Target { get; } = target;

    /// <summary>The offer as it is then, the same one where nothing changes; null where the value is none that the field takes.</summary>
    public abstract Offer? Do(Offer offer, Facts facts);

    /// <summary>What is done, as part of a sentence.</summary>
    public abstract string Words { get; }

    /// <param name="action">An action without faults that is no hold.</param>
    public static RuleDeed Of(RuleAction action)
    {
        var target = RuleTarget.Find(action.Field)!;
        return action.Do switch
        {
            RuleVerb.Set => new Setting(target, action.Value),
            RuleVerb.Copy => new Copying(target, Fields.Find(action.Other)!),
            RuleVerb.Replace => new Replacing(target, action),
            RuleVerb.Append => new Appending(target, action),
            RuleVerb.Template => new WritingDown(target, Writing.Compile(action.Value)),
            _ => new Rounding(target, action.Rounding ?? new PriceRounding()),
        };
    }

    /// <summary>What is written into a text is plain, and no longer than any text may be.</summary>
    private protected Offer? PutText(Offer offer, Text value, Facts facts)
    {
        var plain = Target.Plain(value);
        return Target.Put(offer, plain.Memory.Length <= Most ? plain : PlainText.Cut(plain, Most), facts);
    }

    /// <summary>What a rule works on is no longer than what it may write: a text of megabytes is cut first.</summary>
    private static Text Bounded(Text text) => text.Memory.Length <= Most ? text : PlainText.Cut(text, Most);

    private sealed class Setting(RuleTarget target, string value) : RuleDeed(target)
    {
        private readonly Text _value = target.Plain(value);

        public override string Words => value.Length == 0 ? $"clears {Target.Field}" : $"sets {Target.Field} to '{value}'";

        public override Offer? Do(Offer offer, Facts facts) => Target.Put(offer, _value, facts);
    }

    private sealed class Copying(RuleTarget target, Field other) : RuleDeed(target)
    {
        public override string Words => $"copies {other} to {Target.Field}";

        public override Offer? Do(Offer offer, Facts facts)
        {
            if (other.IsEmpty(offer))
            {
                return offer;
            }

            return Target.Kind switch
            {
                TargetKind.Money or TargetKind.Pieces when other.Money(offer) is { } money => Target.Put(offer, money, facts),
                TargetKind.Money or TargetKind.Pieces => other.Number(offer) is { } number ? Target.Put(offer, new Money(number, Target.Currency(offer, facts)), facts) : null,
                TargetKind.Word => Target.Put(offer, other.Take(offer), facts),
                _ => Same(offer) ? offer : PutText(offer, other.Take(offer), facts),
            };
        }

        private bool Same(Offer offer)
        {
            var present = Target.Field.Take(offer);
            return other.Look(offer).SequenceEqual(present.Utf8);
        }
    }

    private sealed class Replacing : RuleDeed
    {
        private readonly byte[] _find;
        private readonly byte[] _value;
        private readonly Regex? _pattern;
        private readonly RuleAction _action;

        public Replacing(RuleTarget target, RuleAction action)
            : base(target)
        {
            (_action, _find, _value) = (action, Encoding.UTF8.GetBytes(action.Find), Encoding.UTF8.GetBytes(action.Value));
            _pattern = action.Pattern ? TextTest.PatternOf(action.Find, ignoreCase: false) : null;
        }

        public override string Words =>
            $"replaces {(_action.Pattern ? $"/{_action.Find}/" : $"'{_action.Find}'")} in {Target.Field} by {(_action.Value.Length == 0 ? "nothing" : $"'{_action.Value}'")}";

        public override Offer? Do(Offer offer, Facts facts)
        {
            var text = Bounded(Target.Field.Take(offer));
            if (_pattern is not null)
            {
                return !text.IsEmpty && _pattern.IsMatch(Scratch.Chars(text.Utf8)) ? PutText(offer, _pattern.Replace(text.ToString(), _action.Value), facts) : offer;
            }

            return text.Utf8.IndexOf(_find) < 0 ? offer : PutText(offer, Replaced(text.Utf8), facts);
        }

        private Text Replaced(ReadOnlySpan<byte> text)
        {
            var count = text.Count(_find);
            var replaced = new byte[text.Length + (count * (_value.Length - _find.Length))];
            var to = replaced.AsSpan();
            for (int found; (found = text.IndexOf(_find)) >= 0; text = text[(found + _find.Length)..])
            {
                text[..found].CopyTo(to);
                _value.CopyTo(to[found..]);
                to = to[(found + _value.Length)..];
            }

            text.CopyTo(to);
            return new Text(replaced);
        }
    }

    private sealed class Appending(RuleTarget target, RuleAction action) : RuleDeed(target)
    {
        private readonly Text _value = target.Plain(action.Value);
        private readonly byte[] _separator = Encoding.UTF8.GetBytes(action.Separator);

        public override string Words => $"puts '{action.Value}' behind {Target.Field}";

        public override Offer? Do(Offer offer, Facts facts)
        {
            var text = Target.Field.Take(offer);
            if (_value.IsEmpty)
            {
                return offer;
            }

            return text.IsEmpty ? PutText(offer, _value, facts) : PutText(offer, new Text((byte[])[.. text.Utf8, .. _separator, .. _value.Utf8]), facts);
        }
    }

    private sealed class WritingDown(RuleTarget target, Writing writing) : RuleDeed(target)
    {
        public override string Words => $"writes {Target.Field} as '{writing}'";

        public override Offer? Do(Offer offer, Facts facts)
        {
            var present = Target.Field.Take(offer);
            var written = writing.Of(offer, Target.HasLines, present);
            return written.IsEmpty || written == present ? offer : PutText(offer, written, facts);
        }
    }

    private sealed class Rounding(RuleTarget target, PriceRounding how) : RuleDeed(target)
    {
        public override string Words => $"rounds {Target.Field} {how.Words()}";

        public override Offer? Do(Offer offer, Facts facts)
        {
            if (Target.Kind == TargetKind.Pieces)
            {
                return offer.Quantity is { } pieces ? Target.Put(offer, new Money(Rounded.Of(pieces, "", how), ""), facts) : offer;
            }

            if (Target.Field.Money(offer) is not { } money)
            {
                return offer;
            }

            var rounded = Rounded.Of(money.Amount, money.Currency, how);
            return rounded == money.Amount ? offer : Target.Put(offer, money with { Amount = rounded }, facts);
        }
    }
}
