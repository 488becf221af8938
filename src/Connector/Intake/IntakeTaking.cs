using System.Data.Common;
using System.Security.Cryptography;
using Connector.Archive;
using Connector.State;

namespace Connector.Intake;

/// <summary>A manual file that was fetched whole.</summary>
/// <param name="Name">As it is called in the intake folder.</param>
/// <param name="Path">Where it is on this machine.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Of its bytes, lower-case hexadecimal.</param>
/// <param name="Modified">The folder's time of it, where it tells.</param>
public sealed record IntakeFile(string Name, string Path, long Length, string Sha256, DateTimeOffset? Modified);

/// <summary>Takes one manual file: what it asks for is done, or it is refused; either way it stands in the archive.</summary>
public sealed class IntakeTaking(IntakeCheck check, Intakes intakes, Runs runs, RunFolders folders, TimeProvider clock)
{
    internal const string Original = "original.csv", Errors = "errors.csv", RecordName = "1-intake.json";

    /// <summary>Checks a file, keeps it in the archive, and does what it asks for, with its chained record in one transaction. Cut before, nothing of it counts.</summary>
    /// <param name="account">The account.</param>
    /// <param name="by">Who put it there, as far as known.</param>
    /// <param name="file">The file, whole, on this machine.</param>
    /// <param name="cancellation">Ends it.</param>
    public IntakeRecord Take(string account, string by, IntakeFile file, CancellationToken cancellation)
    {
        var begun = runs.Prepare(account, "intake", by);
        var at = clock.GetUtcNow();
        intakes.Begin(account, new IntakeRow { Id = begun.Id, Name = file.Name, Sha256 = file.Sha256, At = Instants.Text(at) });
        folders.Create(account, begun.Id);
        var (original, errors) = (Path.Combine(folders.Of(account, begun.Id), Original), Path.Combine(folders.Of(account, begun.Id), Errors));
        File.Copy(file.Path, original + ".part", overwrite: true);
        File.Move(original + ".part", original, overwrite: true);
        using var staged = new StagedRows();
        var found = check.Check(account, original, errors, staged, cancellation);
        if (found.Refused == 0)
        {
            File.Delete(errors);
        }

        var outcome = found.Refusal is not null ? "refused" : found.Refused > 0 ? "accepted-in-part" : "accepted";
        var record = new IntakeRecord(
            begun.Id, account, file.Name, outcome, at, by, file.Modified, file.Length, file.Sha256, found.Refused == 0 ? "" : HashOf(errors), found, "", 0);
        runs.Append(
            account, begun.Id, RecordName, (previous, position) => record with { Previous = previous, Position = position },
            (db, transaction) =>
            {
                if (found.Refusal is null)
                {
                    Apply(db, transaction, record, staged);
                }

                Intakes.Apply(db, transaction, account, begun.Id, outcome);
            });
        return folders.Get<IntakeRecord>(account, begun.Id, RecordName)!;
    }

    /// <summary>What a file asks for: values, takedowns, and that the next deltas look at its SKUs.</summary>
    private static void Apply(DbConnection db, DbTransaction transaction, IntakeRecord record, StagedRows staged)
    {
        var (account, at) = (record.Account, Instants.Text(record.TakenAt));
        using var writer = new ManualWriter(db, account, at, record.By);
        foreach (var value in staged.Values())
        {
            if (value.Value is null)
            {
                writer.End(value.View, value.Sku, value.Column, $"{record.File} row {value.Row}");
            }
            else
            {
                writer.Give(new ManualValueRow
                {
                    View = value.View, Sku = value.Sku, Col = value.Column, Value = value.Value, Until = value.Until, OwnThen = value.Own, File = record.File, RowNumber = value.Row,
                    Intake = record.Intake, Because = value.Because,
                });
            }
        }

        foreach (var deed in staged.Deeds())
        {
            var because = deed.Because.Length > 0 ? deed.Because : $"{record.File} row {deed.Row}";
            switch (deed.Deed)
            {
                case Deed.Remove:
                    SkuDecisions.Make(db, transaction, account, SkuDecisions.Takedown, [deed.Sku], "", at, record.By, because);
                    break;
                case Deed.Restore:
                    SkuDecisions.End(db, transaction, account, SkuDecisions.Takedown, [deed.Sku], at, record.By, because);
                    break;
                case Deed.Clear when deed.All:
                    writer.EndAll(deed.Sku, because);
                    writer.Await(deed.Sku, because);
                    break;
                default:
                    writer.Await(deed.Sku, because);
                    break;
            }
        }
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
