using Connector.Archive;
using Connector.Drop;
using Connector.Intake;
using Connector.State;

namespace Connector;

/// <summary>
/// The trip of manual files: look, take whole, check, apply, tell TikTok, answer, move away. What a file asks for is done in one transaction with its chained record;
/// a file that was cut before counts for nothing and is taken again, one that was cut behind it is answered by the next trip. Checklist OPS-01 to OPS-04.
/// </summary>
public sealed class IntakeRun(
    Documents documents, IntakeTaking taking, Intakes intakes, ManualEntries entries, Runs runs, RunFolders folders, Leases leases, FeedRun feeds, Doors doors, ConnectorSettings settings, TimeProvider clock)
{
    /// <summary>Looks whether an account's intake folder can be used; each finding with its cure.</summary>
    public Task<IReadOnlyList<DropFinding>> CheckAsync(Accounts.Account account, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        return doors.CheckAsync(IntakeFolder.Location(account.Intake) with { Retries = 1 }, cancellation, "intake");
    }

    /// <summary>Takes what lies whole in an account's intake folder.</summary>
    /// <param name="account">The account.</param>
    /// <param name="by">Who put the files there, as far as known.</param>
    /// <param name="told">Told of each step.</param>
    /// <param name="cancellation">Ends it; what was taken is answered by the next one.</param>
    /// <returns>The receipts, in the order of the files' names.</returns>
    /// <exception cref="PersonMustDecideException"><c>intake.none</c>: the account has no intake folder; or another process takes its files.</exception>
    public async Task<IReadOnlyList<IntakeReceipt>> GoAsync(string account, string by, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(told);
        var document = documents.Account(account);
        if (document.Intake.Url.Length == 0)
        {
            throw new PersonMustDecideException("intake.none", $"Account {account} has no intake folder.", "Name one in its document: intake.url.");
        }

        if (!document.Active)
        {
            throw new PersonMustDecideException("account.inactive", $"Account {account} is not active.", "Set active to true in its document and apply it.");
        }

        using var lease = leases.Take($"{account}/intake", "taking manual files");
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        var folder = new IntakeFolder(doors, document, clock);
        var taken = Cut(account);
        var receipts = new List<IntakeReceipt>();
        Exception? failed = null;
        foreach (var name in await folder.PassedOverAsync(whole.Token).ConfigureAwait(false))
        {
            told.Report(new TripStep("intake", $"{name} is passed over: beside such a name no answer can be put; give it a shorter or plainer one", Done: true));
        }

        foreach (var file in await folder.SettledAsync(whole.Token).ConfigureAwait(false))
        {
            lease.Demand();
            try
            {
                switch (await TakeAsync(account, by, file, folder, told, whole.Token).ConfigureAwait(false))
                {
                    case (IntakeRecord record, null) when taken.All(other => other.Intake != record.Intake):
                        taken.Add(record);
                        break;
                    case (null, IntakeReceipt receipt):
                        receipts.Add(receipt);
                        break;
                }
            }
            catch (Exception fault) when (IsOfOneFile(fault))
            {
                Pass(file.Name, fault);
            }
        }

        var sent = await SendAsync(account, taken, told, whole.Token).ConfigureAwait(false);
        foreach (var record in taken)
        {
            try
            {
                receipts.Add(await AnswerAsync(record, sent, folder, told, whole.Token).ConfigureAwait(false));
            }
            catch (Exception fault) when (IsOfOneFile(fault))
            {
                // What it asked for is done and told; the next trip answers it.
                Pass(record.File, fault);
            }
        }

        // The others have gone on; what could not be done is not passed over in silence.
        if (failed is not null)
        {
            throw failed;
        }

        return [.. receipts.OrderBy(receipt => receipt.File, StringComparer.Ordinal)];

        void Pass(string name, Exception fault)
        {
            failed ??= fault;
            told.Report(new TripStep("intake", $"{name}: {fault.Message}", Done: true));
        }
    }

    /// <summary>Whether a fault is one file's, or one call's, so that the others go on.</summary>
    private static bool IsOfOneFile(Exception fault) => fault is PersonMustDecideException or RemoteFailedException or IOException or UnauthorizedAccessException;

    /// <summary>Takes back what was given for SKUs by file: the shop and the policies decide again.</summary>
    /// <returns>The SKUs of which something was taken back.</returns>
    public IReadOnlyList<string> Clear(string account, IReadOnlyList<string> skus, string by, string because)
    {
        _ = documents.Account(account);
        if (!entries.History(account, [.. skus.Distinct(StringComparer.Ordinal)]).Any())
        {
            return [];
        }

        IReadOnlyList<string> ended = [];
        var at = clock.GetUtcNow();
        runs.Record(
            account, "clear", (id, previous, position) => new { clear = id, account, at, by, because, skus = ended, previous, position },
            (db, transaction, _) => ended = ManualEntries.End(db, transaction, account, skus, Instants.Text(at), by, because));
        return ended;
    }

    /// <summary>What was cut before it counted is forgotten; what was cut behind it is still to be answered.</summary>
    private List<IntakeRecord> Cut(string account)
    {
        var applied = new List<IntakeRecord>();
        foreach (var row in intakes.Unfinished(account))
        {
            if (row.State == Intakes.Taking)
            {
                if (!intakes.IsChained(account, row.Id))
                {
                    folders.Clear(account, row.Id);
                }

                intakes.Forget(account, row.Id);
            }
            else
            {
                applied.Add(folders.Get<IntakeRecord>(account, row.Id, IntakeTaking.RecordName) ?? throw new InvalidDataException($"the archive has no record of intake {row.Id} of account {account}, which the state database has"));
            }
        }

        return applied;
    }

    /// <returns>The record of a file that was taken, or the receipt of one that was skipped; neither where it is left for the next look.</returns>
    private async Task<(IntakeRecord? Record, IntakeReceipt? Receipt)> TakeAsync(string account, string by, DropEntry file, IntakeFolder folder, IProgress<TripStep> told, CancellationToken cancellation)
    {
        if (folder.IsTooLarge(file))
        {
            return (null, await SkipAsync(account, file, null, new IntakeRefusal("intake.too-large", $"The file has {file.Length:N0} bytes; {documents.Account(account).Intake.LargestMb:N0} MB are allowed.", "Put its rows into several files, or raise intake.largestMb in the account."), folder, told, cancellation).ConfigureAwait(false));
        }

        var work = Path.Combine(settings.Data, "intake");
        Directory.CreateDirectory(work);
        var path = Path.Combine(work, $"{account}-{Path.GetRandomFileName()}");
        try
        {
            if (await folder.FetchAsync(file, path, cancellation).ConfigureAwait(false) is not { } fetched)
            {
                told.Report(new TripStep("intake", $"{file.Name} is still changing and is left for the next look", Done: true));
                return default;
            }

            if (intakes.Find(account, fetched.Sha256) is { } before)
            {
                if (before.State == Intakes.Applied)
                {
                    // Its process was cut: it is answered with the others.
                    return default;
                }

                if (before.Outcome != "refused")
                {
                    return (null, await SkipAsync(account, file, fetched.Sha256, new IntakeRefusal("intake.repeated", $"The same bytes were taken on {before.At} as {before.Name} (intake {before.Id}).", "Nothing is to be done. To have it taken again, change something in it: a because, for instance."), folder, told, cancellation).ConfigureAwait(false));
                }
            }

            var record = taking.Take(account, by, new IntakeFile(file.Name, path, fetched.Length, fetched.Sha256, file.Modified), cancellation);
            told.Report(new TripStep("intake", Sentence(record), Done: true, record.Checked.Accepted));
            return (record, null);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Tells TikTok, stock first: it keeps from selling what is not to be sold. What stops a feed stops no receipt: the next one tells.</summary>
    private async Task<IReadOnlyList<IntakeSent>> SendAsync(string account, IReadOnlyList<IntakeRecord> taken, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var sent = new List<IntakeSent>();
        var accepted = taken.Where(record => record.Outcome != "refused").ToList();
        if (accepted.Count == 0)
        {
            return sent;
        }

        var startedBy = $"intake {string.Join(", ", accepted.Select(record => record.Intake).Take(5))}{(accepted.Count > 5 ? " ..." : "")}";
        foreach (var kind in accepted.Any(record => record.Checked.IsAboutStock) ? new[] { FeedKind.InventoryDelta, FeedKind.Delta } : [FeedKind.Delta])
        {
            try
            {
                var result = await feeds.GoAsync(new FeedOrder(account, kind, startedBy) { Wait = true }, told, cancellation).ConfigureAwait(false);
                sent.Add(new IntakeSent(kind, result.End == FeedEnd.Sealed ? result.Run : null, result.Made.Rows));
            }
            catch (PersonMustDecideException fault)
            {
                sent.Add(new IntakeSent(kind, null, 0, fault.Message));
            }
            catch (RemoteFailedException fault)
            {
                sent.Add(new IntakeSent(kind, null, 0, fault.Message));
            }
        }

        return sent;
    }

    private async Task<IntakeReceipt> AnswerAsync(IntakeRecord record, IReadOnlyList<IntakeSent> sent, IntakeFolder folder, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var found = record.Checked;
        var errors = Path.Combine(folders.Of(record.Account, record.Intake), IntakeTaking.Errors);
        var receipt = new IntakeReceipt
        {
            File = record.File, Account = record.Account, Outcome = record.Outcome, Because = found.Refusal, Intake = record.Intake, TakenAt = record.TakenAt, By = record.By,
            Bytes = record.Bytes, Sha256 = record.Sha256, Form = found.Form, Rows = found.Rows, Accepted = record.Outcome == "refused" ? 0 : found.Accepted,
            Refused = record.Outcome == "refused" ? found.Rows : found.Refused, Values = found.Values, Cleared = found.Cleared, TakenDown = found.TakenDown, Restored = found.Restored,
            AsTheyAre = found.AsTheyAre, Errors = record.ErrorsSha256.Length > 0 ? IntakeFolder.ErrorsOf(record.File) : null, Runs = record.Outcome == "refused" ? [] : sent,
            MovedTo = $"{(record.Outcome == "refused" ? IntakeFolder.Rejected : IntakeFolder.Processed)}/{record.Intake[..14]}-{record.File}",
        };
        await folder.AnswerAsync(receipt, record.ErrorsSha256.Length > 0 ? errors : null, cancellation).ConfigureAwait(false);
        await folder.MoveAsync(record.File, record.Sha256, receipt.MovedTo, cancellation).ConfigureAwait(false);
        intakes.Answer(record.Account, record.Intake);
        told.Report(new TripStep("intake", $"{record.File} is answered and moved to {receipt.MovedTo}", Done: true));
        return receipt;
    }

    private async Task<IntakeReceipt> SkipAsync(string account, DropEntry file, string? sha256, IntakeRefusal because, IntakeFolder folder, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var receipt = new IntakeReceipt
        {
            File = file.Name, Account = account, Outcome = "skipped", Because = because, Bytes = file.Length, Sha256 = sha256, MovedTo = $"{IntakeFolder.Rejected}/{Instants.Stamp(clock.GetUtcNow())}-{file.Name}",
        };
        await folder.AnswerAsync(receipt, cancellation).ConfigureAwait(false);
        await folder.MoveAsync(file, receipt.MovedTo, cancellation).ConfigureAwait(false);
        told.Report(new TripStep("intake", $"{file.Name} is skipped: {because.Sentence}", Done: true));
        return receipt;
    }

    private static string Sentence(IntakeRecord record) => record.Checked is { Refusal: { } refusal }
        ? $"{record.File} is refused: {refusal.Sentence}"
        : $"{record.File} is taken: {record.Checked.Accepted:N0} of {record.Checked.Rows:N0} rows, {record.Checked.Refused:N0} refused";
}
