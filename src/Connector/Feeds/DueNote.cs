using Connector.State;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>
/// Notes, group by group as they pass, from when on a group may come out otherwise by time alone, so that a delta looks at it then. What is noted already is not
/// noted again: a feed that finds nothing new writes nothing.
/// </summary>
internal sealed class DueNote(StoreView view, LedgerView ledger, DateTimeOffset instant)
{
    private static readonly DateTimeOffset EndOfTimes = DateTimeOffset.MaxValue.AddDays(-1);
    private string _group = "";
    private DateTimeOffset? _until;

    /// <summary>A row of a group passes.</summary>
    /// <param name="row">The row.</param>
    /// <param name="hangsOnWhatWasSent">It is sent or forgotten, and the policies ask what was: the group is looked at once more.</param>
    /// <param name="made">Takes the note of the group before.</param>
    public void Pass(in DesiredRow row, bool hangsOnWhatWasSent, MadeRange made)
    {
        if (row.Group != _group)
        {
            End(made);
            _group = row.Group;
        }

        Sooner(row.ValidUntil);
        Sooner(hangsOnWhatWasSent ? instant.AddMilliseconds(1) : null);
    }

    /// <summary>The last group has passed.</summary>
    public void End(MadeRange made)
    {
        if (_until is { } until && !ledger.IsDue(_group, until))
        {
            made.Add(new GroupDue(view.Name, _group, until));
        }

        (_group, _until) = ("", null);
    }

    private void Sooner(DateTimeOffset? until)
    {
        // A remembered group that nothing is scheduled of is valid to the end of times.
        if (until is { } at && at > instant && at < EndOfTimes && (_until is null || Instants.Kept(at) < _until))
        {
            _until = Instants.Kept(at);
        }
    }
}
