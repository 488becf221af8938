using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connector.Tests.Notices;

/// <summary>A small mail server on a free port of this machine: takes mail as SMTP says, keeps it, checks nothing.</summary>
internal sealed class MailBox : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly CancellationTokenSource _stop = new();

    public MailBox()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The mails, headers and body, quoted-printable undone.</summary>
    public IReadOnlyList<string> Mails => [.. _mails];

    /// <summary>Refuses every mail.</summary>
    public bool IsFull { get; set; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static string Plain(string mail) => System.Text.RegularExpressions.Regex.Replace(
        mail.ReplaceLineEndings("\n").Replace("=\n", "", StringComparison.Ordinal), "=([0-9A-F]{2})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 here");
        while (await reader.ReadLineAsync() is { } line)
        {
            var word = line.Split(' ')[0].ToUpperInvariant();
            if (word == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync() is { } text && text != ".")
                {
                    mail.AppendLine(text);
                }

                _mails.Enqueue(Plain(mail.ToString()));
            }

            await writer.WriteLineAsync(word switch
            {
                "MAIL" when IsFull => "452 full",
                "QUIT" => "221 bye",
                _ => "250 well",
            });
        }
    }
}
