using System.Security.Cryptography;
using System.Text;
using Connector.Accounts;
using Connector.Drop;
using Connector.Intake;
using Connector.Policy.Documents;
using Connector.Tests.Drop;
using Connector.Tests.Drop.Servers;
using Connector.Tests.Faults;
using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Intake;

/// <summary>The intake folder on each server: what lies there is seen, fetched, answered and moved alike.</summary>
[Trait("covers", "OPS-03")]
public abstract class IntakeFolderContract<TServer>(TServer server) : OnServer<TServer>(server), IDisposable
    where TServer : DavServer, new()
{
    private static readonly byte[] Prices = "sku_id,price\nLAMP,19.90\n"u8.ToArray();
    private readonly string _here = Directory.CreateTempSubdirectory("intake-").FullName;
    private readonly ManualClock _clock = new() { AutoAdvance = true };

    public void Dispose()
    {
        Directory.Delete(_here, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public Task A_file_with_an_odd_name_is_fetched_answered_beside_and_moved_away() => TryAsync("intake: odd names, receipt, processed", async () =>
    {
        string[] names = ["prices 100% é+#1 & co?.csv", "a%20b.csv", "\"Größe\".csv", "cafe\u0301.csv"];
        var folder = await OpenAsync("odd intake #1");
        foreach (var name in names)
        {
            await PutAsync("odd intake #1/" + name, Prices);
        }

        var settled = await folder.SettledAsync(CancellationToken.None);
        settled.Select(file => file.Name).Should().Equal(names.Order(StringComparer.Ordinal));
        foreach (var file in settled)
        {
            var fetched = await folder.FetchAsync(file, Path.Combine(_here, "fetched"), CancellationToken.None);
            fetched.Should().Be(((long)Prices.Length, Goods.Hash(Prices)));
            await folder.AnswerAsync(Receipt(file.Name), CancellationToken.None);
            await folder.MoveAsync(file.Name, fetched!.Value.Sha256, "processed/20261122-" + file.Name, CancellationToken.None);
            await folder.MoveAsync(file.Name, fetched.Value.Sha256, "processed/20261122-" + file.Name, CancellationToken.None);
        }

        Shown("odd intake #1").Should().Equal(names.Select(name => name + ".receipt.json").Order(StringComparer.Ordinal));
        Shown("odd intake #1/processed").Should().Equal(names.Select(name => "20261122-" + name).Order(StringComparer.Ordinal));
        names.Should().OnlyContain(name => Bytes("odd intake #1/processed/20261122-" + name).SequenceEqual(Prices));
        (await folder.SettledAsync(CancellationToken.None)).Should().BeEmpty("answers are no files to be taken");
    });

    [Fact]
    public Task A_file_that_still_grows_waits_and_a_hidden_or_temporary_one_too() => TryAsync("intake: seen once settled", async () =>
    {
        var folder = await OpenAsync("growing");
        await PutAsync("growing/a.csv", Prices);
        await PutAsync("growing/b.csv", Prices[..10]);
        await PutAsync("growing/TEMP_c.csv", Prices);
        await PutAsync("growing/.d.csv", Prices);
        _clock.Meanwhile = _ =>
        {
            _clock.Meanwhile = null;
            PutAsync("growing/b.csv", Prices).GetAwaiter().GetResult();
        };

        (await folder.SettledAsync(CancellationToken.None)).Select(file => file.Name).Should().Equal("a.csv");
        (await folder.SettledAsync(CancellationToken.None)).Select(file => file.Name).Should().Equal("a.csv", "b.csv");
    });

    [Fact]
    public Task A_file_that_is_overwritten_while_it_is_read_is_left_for_the_next_look() => TryAsync("intake: overwritten while read", async () =>
    {
        await using var proxy = Before(_clock);
        var folder = await OpenAsync("over intake", proxy);
        // Two writes of one length within one second are one to nginx: this one is old.
        await PutAsync("over intake/a.csv", Prices);
        File.SetLastWriteTimeUtc(Path.Combine(Server.Files, "over intake", "a.csv"), new DateTime(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc));
        var file = (await folder.SettledAsync(CancellationToken.None)).Single();
        var other = "sku_id,price\nLAMP,29.90\n"u8.ToArray();
        var overwritten = false;
        proxy.Plan(request => request.Method == "GET", new WireFault.CutInBody());
        proxy.Plan(request => request.Method == "GET" && Overwritten(), new WireFault.Closed(), times: int.MaxValue);

        (await folder.FetchAsync(file, Path.Combine(_here, "fetched"), CancellationToken.None)).Should().BeNull();
        var next = (await folder.SettledAsync(CancellationToken.None)).Single();
        (await folder.FetchAsync(next, Path.Combine(_here, "fetched"), CancellationToken.None)).Should().Be(((long)other.Length, Goods.Hash(other)));
        await folder.MoveAsync(file.Name, Goods.Hash(Prices), "processed/a.csv", CancellationToken.None);
        Bytes("over intake/a.csv").Should().Equal(other, "what was put there since stays, to be taken");

        // The first GET is cut in the middle; before the second the file is another one.
        bool Overwritten()
        {
            if (!overwritten)
            {
                overwritten = true;
                PutAsync("over intake/a.csv", other).GetAwaiter().GetResult();
            }

            return false;
        }
    });

    [Fact]
    public Task A_trip_takes_the_files_and_puts_them_where_they_belong() => TryAsync("intake: a whole trip, processed/ and rejected/", async () =>
    {
        await using var world = await TripWorld.BeginAsync();
        await OpenAsync("trip #1");
        world.Apply(new SynchronizationPolicy(), account => account with
        {
            Intake = new AccountIntake { Url = new Uri(Server.Url, "trip%20%231/").AbsoluteUri, User = DavServer.User, Password = new SecretReference { File = Path.Combine(_here, "password") } },
        });
        await world.ReadAndFeedAsync();
        await PutAsync("trip #1/good é.csv", Prices);
        await PutAsync("trip #1/bad.csv", "no manual file"u8.ToArray());

        var receipts = await world.Connector.GetRequiredService<IntakeRun>().GoAsync(TripWorld.AccountName, "tests", new Progress<TripStep>(), CancellationToken.None);

        receipts.Select(receipt => (receipt.File, receipt.Outcome)).Should().Equal(("bad.csv", "refused"), ("good é.csv", "accepted"));
        Shown("trip #1").Should().Equal("bad.csv.receipt.json", "good é.csv.receipt.json");
        Shown("trip #1/processed").Should().ContainSingle().Which.Should().EndWith("-good é.csv");
        Shown("trip #1/rejected").Should().ContainSingle().Which.Should().EndWith("-bad.csv");
        world.Shown("LAMP")!.Row.Price.Should().Be("19.90 GBP");
    });

    [Fact]
    public Task A_file_that_is_deleted_meanwhile_is_passed_over() => TryAsync("intake: deleted meanwhile", async () =>
    {
        var folder = await OpenAsync("deleted");
        await PutAsync("deleted/a.csv", Prices);
        var file = (await folder.SettledAsync(CancellationToken.None)).Single();
        await Goods.Client(Here).Delete("deleted/a.csv", CancellationToken.None);

        (await folder.FetchAsync(file, Path.Combine(_here, "fetched"), CancellationToken.None)).Should().BeNull();
        await folder.MoveAsync(file.Name, Goods.Hash(Prices), "processed/a.csv", CancellationToken.None);
        await folder.MoveAsync(file, "rejected/a.csv", CancellationToken.None);
        (await folder.SettledAsync(CancellationToken.None)).Should().BeEmpty();
    });

    [Fact]
    public Task What_was_read_is_what_lies_there_where_the_line_breaks() => TryAsync("intake: GET cut", async () =>
    {
        await using var proxy = Before(_clock);
        var folder = await OpenAsync("cut intake", proxy);
        var bytes = Encoding.UTF8.GetBytes("sku_id,price\n" + string.Concat(Enumerable.Range(0, 50_000).Select(row => $"SKU-{row},1.00\n")));
        await PutAsync("cut intake/a.csv", bytes);
        var file = (await folder.SettledAsync(CancellationToken.None)).Single();
        proxy.Plan(request => request.Method == "GET", new WireFault.CutInBody(30), times: 2);

        (await folder.FetchAsync(file, Path.Combine(_here, "fetched"), CancellationToken.None)).Should().Be(((long)bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        proxy.Seen.Count(request => request.Method == "GET").Should().Be(3);
    });

    [Fact]
    public Task A_wrong_password_is_for_a_person() => TryAsync("intake: wrong credentials", async () =>
    {
        var folder = await OpenAsync("denied intake", password: "wrong");
        var look = () => folder.SettledAsync(CancellationToken.None);

        var fault = (await look.Should().ThrowAsync<PersonMustDecideException>()).Which;
        fault.Code.Should().Be("intake.denied");
        fault.Message.Should().NotContain("wrong");
    });

    private async Task<IntakeFolder> OpenAsync(string folder, FaultProxy? proxy = null, string password = DavServer.Password)
    {
        await MakeAsync(folder);
        var secret = Path.Combine(_here, "password");
        await File.WriteAllTextAsync(secret, password);
        var account = new Account
        {
            Country = "GB", Currency = "GBP", ExternalBusinessId = "biz-1", InventoryListId = "main",
            Intake = new AccountIntake { Url = new Uri(proxy?.Uri ?? Server.Url, Uri.EscapeDataString(folder)).AbsoluteUri, User = DavServer.User, Password = new SecretReference { File = secret } },
        };
        return new IntakeFolder(new Doors(Http.NewClient(), _clock), account, _clock);
    }

    private IntakeReceipt Receipt(string file) => new() { File = file, Account = "shop-gb", Outcome = "accepted", MovedTo = "processed/20261122-" + file };
}

public sealed class IntakeOnApache(ApacheServer server) : IntakeFolderContract<ApacheServer>(server);

public sealed class IntakeOnNginx(NginxServer server) : IntakeFolderContract<NginxServer>(server);

public sealed class IntakeOnLighttpd(LighttpdServer server) : IntakeFolderContract<LighttpdServer>(server);

public sealed class IntakeOnRclone(RcloneServer server) : IntakeFolderContract<RcloneServer>(server);

public sealed class IntakeOnBox(BoxServer server) : IntakeFolderContract<BoxServer>(server);
