using System.Text;
using Connector.Archive;
using Connector.Intake;
using Connector.State;
using Connector.Tests.Archives;
using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Fuzzing;

/// <summary>Files that people and machines bring: manual files, feed files as TikTok reads them, documents, backups, archives.</summary>
public sealed class FileFuzzTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz-").FullName;

    public void Dispose()
    {
        Pools.Clear(_folder);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Manual_files()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        var check = world.Connector.GetRequiredService<IntakeCheck>();
        byte[][] real =
        [
            .. new[]
            {
                "sku_id;price;quantity;until;because\nLAMP;199.00;;2026-11-30;Black Friday\nCUP;;2;;\"keep \"\"ten\"\"; for the fair\"\n",
                "sku_id,title,action\nLAMP,\"A lamp\nof two lines\",set\nCUP,,remove\n",
            }.Select(Encoding.UTF8.GetBytes),
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("sku_id\tprice\nLAMP\t9.90\n")],
        ];
        var (path, errors) = (Path.Combine(_folder, "manual.csv"), Path.Combine(_folder, "errors.csv"));

        await Fuzz.TryAsync("manual files (CSV)", real, 800, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            var taken = check.Check(TripWorld.AccountName, path, errors, CancellationToken.None);
            if (taken.Refusal is null)
            {
                taken.Rows.Should().Be(taken.Accepted + taken.Refused);
                check.Check(TripWorld.AccountName, path, errors, CancellationToken.None).Should().BeEquivalentTo(taken, "the same file is read the same again");
            }

            return taken.Refusal is null;
        });
    }

    [Fact]
    public Task Documents_of_every_kind()
    {
        var samples = Path.GetFullPath(Path.Combine(Stories.Story.Root, "..", "documents"));
        var real = Documents.FromFolder(samples);
        var kindOf = real.Select(document => document.Kind).ToList();
        var bytes = real.Select(document => Encoding.UTF8.GetBytes(document.Text)).ToList();
        var (file, turn) = (Path.Combine(_folder, "document.json"), 0);

        return Fuzz.TryAsync("documents (JSON)", bytes, 4_000, input =>
        {
            File.WriteAllBytes(file, input);
            var kind = kindOf[turn++ % kindOf.Count];
            var given = DocumentText.FromFile(kind, file);
            var faults = new List<DocumentFault>();
            if (DocumentForm.TryRead(given, faults) is not { } value)
            {
                faults.Should().NotBeEmpty();
                return false;
            }

            var written = Documents.Write(value);
            var again = DocumentForm.TryRead(given with { Text = written }, faults);
            again.Should().NotBeNull("what is taken is written so that it can be read: {0}", string.Join("; ", faults));
            Documents.Write(again!).Should().Be(written);
            return true;
        });
    }

    [Fact]
    public async Task Documents_that_are_looked_over_together()
    {
        await using var world = await TripWorld.BeginAsync();
        var documents = world.Connector.GetRequiredService<Documents>();
        var real = documents.InForce().ToDictionary(document => document.Kind + "/" + document.Name, document => document);
        foreach (var one in real.Values)
        {
            byte[][] texts = [Encoding.UTF8.GetBytes(one.Text)];
            var file = Path.Combine(_folder, one.Name + ".json");
            await Fuzz.TryAsync("rules of documents", texts, 150, bytes =>
            {
                File.WriteAllBytes(file, bytes);
                return documents.Check([DocumentText.FromFile(one.Kind, file)]).Count == 0;
            });
        }
    }

    [Fact]
    public async Task Backups()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        var folder = Path.Combine(_folder, "backup");
        StateBackup.Take(world.Connector.GetRequiredService<StateDatabase>(), folder, world.Clock);
        var (told, state) = (Path.Combine(folder, "backup.json"), Path.Combine(folder, "state.db"));
        var (record, database) = (File.ReadAllBytes(told), File.ReadAllBytes(state));
        var settings = new ConnectorSettings { Data = Path.Combine(_folder, "data") };
        Directory.CreateDirectory(settings.Data);

        bool Restored(byte[] recordNow, byte[] databaseNow)
        {
            File.WriteAllBytes(told, recordNow);
            File.WriteAllBytes(state, databaseNow);
            foreach (var old in Directory.EnumerateFiles(settings.Data))
            {
                File.Delete(old);
            }

            try
            {
                StateBackup.Restore(settings, folder, world.Clock);
                return true;
            }
            catch (PersonMustDecideException)
            {
                return false;
            }
        }

        await Fuzz.TryAsync("backup's record", [record], 100, bytes => Restored(bytes, database));
        // As somebody makes it who makes the record's hash fit what he put there.
        var text = Encoding.UTF8.GetString(record);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(database));
        await Fuzz.TryAsync("backup's database", [database], 60, bytes => Restored(
            Encoding.UTF8.GetBytes(text.Replace(hash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), StringComparison.Ordinal)), bytes));
    }

    [Fact]
    public async Task Archives()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        foreach (var (path, _, _, name) in world.Files().GroupBy(file => file.Name).Select(same => same.First()))
        {
            var whole = File.ReadAllBytes(path);
            await Fuzz.TryAsync("archive: " + (name.Contains('/', StringComparison.Ordinal) ? "files" : name.Contains('-', StringComparison.Ordinal) ? "records of people and days" : name), [whole], 12, bytes =>
            {
                File.WriteAllBytes(path, bytes);
                try
                {
                    world.Verify();
                    world.VerifyCopy();
                    world.Trip.Connector.GetRequiredService<ArchiveIndexing>().Anew(null, default);
                }
                catch (PersonMustDecideException refused)
                {
                    refused.Code.Should().StartWith("archive.");
                    return false;
                }
                finally
                {
                    File.WriteAllBytes(path, whole);
                }

                return true;
            });
        }
    }
}
