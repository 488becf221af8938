using System.Security.Cryptography;
using Connector.Drop;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
public sealed class TrustTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("connector-trust-").FullName;
    private readonly Authority _authority = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Doors _doors = new(Http.NewClient(), new ManualClock { AutoAdvance = true });

    public void Dispose()
    {
        _doors.Dispose();
        _authority.Dispose();
        _key.Dispose();
        _next.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_where_the_document_names_it_and_nowhere_else()
    {
        await using var server = await TlsServer.StartAsync(_authority.Issue(_key));
        (await PutAsync(server, ByAuthority())).Should().BeNull();
        server.Asked.Should().Be(1);

        var fault = await PutAsync(server, new FolderTrust());
        fault!.Code.Should().Be("drop.certificate");
        fault.Sentence.Should().Contain("CN=Fell and Fern CA, whom nobody here knows");
        fault.Remedy.Should().Contain("trust.authority").And.Contain(Certificates.Pin(_key));
        server.Asked.Should().Be(1, "nothing is said to a server that is not known");
    }

    [Fact]
    public async Task With_a_private_authority_no_other_one_is_trusted()
    {
        using var other = new Authority("Somebody else");
        await using var server = await TlsServer.StartAsync(other.Issue(_key));

        (await PutAsync(server, ByAuthority()))!.Sentence.Should().Contain("CN=Somebody else, whom nobody here knows");
    }

    [Fact]
    public async Task With_a_private_authority_the_name_of_the_host_still_counts()
    {
        await using var server = await TlsServer.StartAsync(_authority.Issue(_key, "files.fellfern.example"));

        var fault = await PutAsync(server, ByAuthority());
        fault!.Code.Should().Be("drop.certificate");
        fault.Sentence.Should().Contain("localhost").And.Contain("is for files.fellfern.example");
    }

    [Theory]
    [InlineData(-30, -1)]
    [InlineData(1, 30)]
    public async Task A_certificate_outside_its_dates_is_refused_and_the_dates_are_told(int from, int to)
    {
        await using var server = await TlsServer.StartAsync(_authority.Issue(_key, fromDays: from, toDays: to));

        (await PutAsync(server, ByAuthority()))!.Sentence.Should().Contain($"from {Certificates.Now.AddDays(from).UtcDateTime:yyyy-MM-dd}").And.Contain($"to {Certificates.Now.AddDays(to).UtcDateTime:yyyy-MM-dd}");
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("hex")]
    [InlineData("colons")]
    public async Task A_pinned_key_is_enough_for_a_server_that_has_issued_its_certificate_itself(string form)
    {
        var hash = SHA256.HashData(_key.ExportSubjectPublicKeyInfo());
        var pin = form switch { "base64" => Convert.ToBase64String(hash), "hex" => Convert.ToHexStringLower(hash), _ => string.Join(':', hash.Select(part => part.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))) };
        await using var server = await TlsServer.StartAsync(Certificates.SelfSigned(_key, "another.name.example", fromDays: -30, toDays: -1));

        new FolderTrust { Pins = [pin] }.Faults().Should().BeEmpty();
        (await PutAsync(server, new FolderTrust { Pins = [pin] })).Should().BeNull();
    }

    [Fact]
    public async Task A_key_that_is_not_pinned_is_refused_and_told()
    {
        await using var server = await TlsServer.StartAsync(Certificates.SelfSigned(_next));

        var fault = await PutAsync(server, new FolderTrust { Pins = [Certificates.Pin(_key)] });
        fault!.Code.Should().Be("drop.certificate");
        fault.Sentence.Should().Contain($"its SHA-256 is {Certificates.Pin(_next)}, pinned is {Certificates.Pin(_key)}");
        fault.Remedy.Should().Contain("trust.pins");
        server.Asked.Should().Be(0);
    }

    [Fact]
    public async Task A_server_changes_over_to_the_next_key_that_is_pinned()
    {
        var key = _key;
        await using var server = await TlsServer.StartAsync(() => Certificates.SelfSigned(key));
        var trust = new FolderTrust { Pins = [Certificates.Pin(_key), Certificates.Pin(_next)] };
        (await PutAsync(server, trust)).Should().BeNull();
        key = _next;
        (await PutAsync(server, trust)).Should().BeNull();
        server.Asked.Should().Be(2);
    }

    [Fact]
    public async Task With_an_authority_and_a_pin_both_must_fit()
    {
        var both = ByAuthority() with { Pins = [Certificates.Pin(_key)] };
        await using (var good = await TlsServer.StartAsync(_authority.Issue(_key)))
        {
            (await PutAsync(good, both)).Should().BeNull();
        }

        await using (var own = await TlsServer.StartAsync(Certificates.SelfSigned(_key)))
        {
            (await PutAsync(own, both))!.Sentence.Should().Contain("whom nobody here knows");
        }

        await using var otherKey = await TlsServer.StartAsync(_authority.Issue(_next));
        (await PutAsync(otherKey, both))!.Sentence.Should().Contain("not pinned");
    }

    [Fact]
    public async Task An_authority_that_is_exchanged_in_its_file_counts_without_a_restart()
    {
        using var other = new Authority("The next one");
        await using var server = await TlsServer.StartAsync(other.Issue(_key));
        var trust = ByAuthority();
        (await PutAsync(server, trust)).Should().NotBeNull();
        await File.WriteAllTextAsync(trust.Authority, _authority.Pem + "\n" + other.Pem);
        File.SetLastWriteTimeUtc(trust.Authority, Certificates.Now.UtcDateTime.AddMinutes(1));

        (await PutAsync(server, trust)).Should().BeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no certificate at all")]
    public async Task An_authority_that_cannot_be_read_names_its_file(string? text)
    {
        var file = Path.Combine(_folder, "none.pem");
        if (text is not null)
        {
            await File.WriteAllTextAsync(file, text);
        }

        var open = () => _doors.Client(At(new Uri("https://localhost:1/"), new FolderTrust { Authority = file }));
        var fault = open.Should().Throw<PersonMustDecideException>().Which;
        (fault.Code, fault.Sentence.Contains(file), fault.Remedy.Contains("trust.authority")).Should().Be(("drop.certificate", true, true));
    }

    [Fact]
    public async Task A_token_endpoint_on_another_port_is_trusted_by_the_private_authority_too()
    {
        await using var tokens = await TlsServer.StartAsync(_authority.Issue(_next));
        await using var server = await TlsServer.StartAsync(_authority.Issue(_key));
        var client = new ApiClient(new Uri(tokens.Url, "/token"), "c", new Secret("s"), []);
        var head = (FolderTrust trust) => FluentActions.Awaiting(() => _doors.Client(At(server.Url, trust) with { User = null, Password = null, Client = client, Retries = 0 }).Head("f", CancellationToken.None));

        (await head(new FolderTrust()).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("token.certificate");
        (await head(ByAuthority()).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("token.unreadable", "it is reached, and gives no token");
        (await head(ByAuthority() with { Pins = [Certificates.Pin(_key)] }).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("token.unreadable", "a pin is for the folder's own server");
        (await head(new FolderTrust { Pins = [Certificates.Pin(_key)] }).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("token.certificate");
    }

    [Fact]
    public async Task What_speaks_no_tls_is_told_as_such()
    {
        await using var plain = await TestServer.StartAsync(_ => Task.CompletedTask);
        var head = () => _doors.Client(At(new UriBuilder(plain.Url) { Scheme = "https" }.Uri, new FolderTrust()) with { Retries = 0 }).Head("f", CancellationToken.None);

        (await head.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.certificate");
    }

    [Theory]
    [InlineData(13, true)]
    [InlineData(15, false)]
    public async Task A_check_warns_where_a_certificate_ends_within_a_fortnight(int days, bool isWarned)
    {
        using var doors = new Doors(Http.NewClient(), new ManualClock(Certificates.Now) { AutoAdvance = true });
        await using var server = await TlsServer.StartAsync(_authority.Issue(_key, toDays: days));
        var finding = (await doors.CheckAsync(At(server.Url, ByAuthority()), CancellationToken.None)).Single(finding => finding.Code == "drop.certificate");

        finding.Fine.Should().BeTrue();
        finding.Sentence.Should().Contain($"ends on {Certificates.Now.AddDays(days).UtcDateTime:yyyy-MM-dd}");
        (finding.Cure.Length > 0, finding.Sentence.Contains("days")).Should().Be((isWarned, isWarned));
        (await doors.CheckAsync(At(server.Url, new FolderTrust { Pins = [Certificates.Pin(_key)] }), CancellationToken.None)).Single(finding => finding.Code == "drop.certificate").Cure.Should().BeEmpty("a pinned key counts whatever the date");
    }

    private FolderTrust ByAuthority()
    {
        var file = Path.Combine(_folder, "authority.pem");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, _authority.Pem);
        }

        return new FolderTrust { Authority = file };
    }

    private static DropLocation At(Uri url, FolderTrust trust) => Goods.At(url) with { Trust = trust, Retries = 1 };

    private async Task<PersonMustDecideException?> PutAsync(TlsServer server, FolderTrust trust)
    {
        try
        {
            await _doors.Client(At(server.Url, trust)).PutFile("f", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None);
            return null;
        }
        catch (PersonMustDecideException fault)
        {
            return fault;
        }
    }
}
