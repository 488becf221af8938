using System.Globalization;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>backup</c> and <c>restore</c>: the state database, which must not be lost.</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder of its own for each backup; it is made." };
        var command = new Command("backup", "Back the state database up, as of one moment, while the worker runs.") { folder };
        command.SetHouseAction((house, parsed, _) =>
        {
            var record = StateBackup.Take(house.Room<StateDatabase>(), Path.GetFullPath(parsed.GetValue(folder)!), house.Room<TimeProvider>());
            if (house.Json)
            {
                JsonLines.Write(record);
            }
            else
            {
                Screen.Line($"Backed up: {record.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes, SHA-256 {record.Sha256}");
                Screen.Line("The archive is files: back them up as such. The mirror is read again from the shops.");
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    public static Command Restore()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that backup has written." };
        var command = new Command("restore", "Put a backup in the place of the state database, while nothing runs. A full feed that compares what TikTok shows, and an inventory feed, are due then.") { folder };
        command.SetGuardedAction((parsed, _) =>
        {
            // No house is opened: it would hold the state that is replaced.
            var (settings, _) = MachineSettings.Read(parsed.GetValue(GlobalOptions.Settings), parsed.GetValue(GlobalOptions.Data));
            var (record, before, since) = StateBackup.Restore(settings, Path.GetFullPath(parsed.GetValue(folder)!), TimeProvider.System);
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonLines.Write(new { restored = record, before, since });
            }
            else
            {
                Screen.Line($"Restored: the state of {record.TakenAt:u}.{(before is null ? "" : $" What was there before is kept: {before}")}");
                if (since.GetValueOrDefault(SkuDecisions.Takedown) is > 0 and var takedowns)
                {
                    Screen.Line($"{takedowns} {(takedowns == 1 ? "record" : "records")} of takedowns since then are in force again.");
                }

                if (since.Where(pair => pair.Key != SkuDecisions.Takedown).ToList() is { Count: > 0 } lost)
                {
                    Screen.Line($"Recorded since then, and not in force any more: {string.Join(", ", lost.Select(pair => $"{pair.Value} {pair.Key}"))}. See connector archive list --from {record.TakenAt:yyyy-MM-ddTHH:mm:ssZ}, and do again what is to stand.");
                }

                Screen.Line("Before any delta, each account owes a full feed, which compares what TikTok shows, and an inventory feed: the schedule makes them, or `connector feed full|inventory --account A`.");
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
