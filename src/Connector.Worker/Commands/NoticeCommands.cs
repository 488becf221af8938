using Connector.Notices;

namespace Connector.Worker.Commands;

/// <summary><c>notice list</c> and <c>notice test</c>: what needs people, and whether they would be told.</summary>
internal static class NoticeCommands
{
    private const int Most = 200;

    public static Command Notice() => new("notice", "What needs people: failed runs, brakes, rejections, old data. Who is told: connector receiver.") { List(), Test() };

    private static Command List()
    {
        var account = new Option<string?>("--account") { Description = "Only this account. Default: all.", HelpName = "A" };
        var all = new Option<bool>("--all") { Description = $"Also those that are over; {Most} at the most." };
        var command = new Command("list", "Notices that are open: what, since when, what to do.") { account, all };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Show(house, parsed.GetValue(account), parsed.GetValue(all))));
        return command;
    }

    private static Command Test()
    {
        var name = new Argument<string>("NAME") { Description = "A receiver, as `receiver list` shows it." };
        var command = new Command("test", "Send a trial notice to a receiver, by each of its ways.") { name };
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var taken = await house.Room<NoticePost>().TryAsync(parsed.GetValue(name)!, cancellation);
            if (house.Json)
            {
                JsonLines.Write(new { receiver = parsed.GetValue(name), taken });
            }
            else
            {
                taken.ToList().ForEach(way => Screen.Line($"taken: {way}"));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static int Show(House house, string? account, bool all)
    {
        var book = house.Room<NoticeBook>();
        var notices = all ? book.Last(account, Most) : book.Open(account);
        if (house.Json)
        {
            JsonLines.Write(notices);
            return ExitCodes.Done;
        }

        if (notices.Count == 0)
        {
            Screen.Line(all ? "There were no notices." : "No notice is open.");
        }

        foreach (var notice in notices)
        {
            Screen.Line($"{(notice.EndedAt is { } ended ? $"over since {ended}: " : "")}{notice.Heading} ({notice.Kind})");
            Screen.Line($"  since {notice.FirstAt}{(notice.Times > 1 ? $", {notice.Times:N0} times, last {notice.LastAt}" : "")}{(notice.Run is { } run ? $", run {run}" : "")}");
            Screen.Line($"  {notice.Sentence}");
            if (notice.EndedAt is null)
            {
                Screen.Line($"  {notice.Remedy}");
                Screen.Line($"  {notice.Command}");
            }
        }

        return ExitCodes.Done;
    }
}
