using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Connector.Drop;
using Connector.Lines;

namespace Connector.Tests.Lines;

/// <summary>What a line tells of its host is kept and shown for long: no word of the host's own is in it.</summary>
public sealed class LineSecretTests : IDisposable
{
    private const string Secret = "S3cret-of-the-line", Word = "Bananas";
    private readonly string _folder = Directory.CreateTempSubdirectory("lines-").FullName;
    private readonly ManualClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("HTTP/1.1 503 No u:" + Secret + " " + Word + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "answered 503")]
    [InlineData("HTTP/" + Secret + " " + Word + " is no HTTP\r\n\r\n", "what it answers is no HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Secret + " " + Word + "\r\n\r\n", "what it answers is no HTTP")]
    public async Task What_a_host_repeats_of_a_password_is_not_told_of_its_line(string answer, string because)
    {
        using var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        var answering = AnswerAsync(door, answer);
        var data = Path.Combine(_folder, "data");
        var lines = new LineBreakers(new ConnectorSettings { Data = data }, _clock);
        using var http = Http.NewClient(lines: lines);
        var told = new List<string>();
        using (lines.For("dead"))
        {
            for (var call = 0; call < 10; call++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{((IPEndPoint)door.LocalEndpoint).Port}/");
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + Secret)));
                try
                {
                    using var answered = await http.SendAsync(request);
                    told.Add(answered.ReasonPhrase!);
                }
                catch (Exception failed)
                {
                    told.Add(failed.ToString());
                }
            }
        }

        door.Stop();
        await answering;
        var resting = lines.Resting().Should().ContainSingle().Which;
        resting.Because.Should().Be(because);
        told[^1].Should().Contain(resting.Sentence).And.NotContain(Word);
        told.Should().NotContain(text => text.Contains(Secret, StringComparison.Ordinal));
        var file = Directory.EnumerateFiles(Path.Combine(data, "lines")).Should().ContainSingle().Which;
        File.ReadAllText(file).Should().NotContain(Secret).And.NotContain(Word);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static async Task AnswerAsync(TcpListener door, string answer)
    {
        try
        {
            while (true)
            {
                using var client = await door.AcceptTcpClientAsync();
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[16 * 1024]);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or IOException)
        {
        }
    }
}
