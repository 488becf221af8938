using Connector.Sandbox;

namespace Connector.Tests.Drop.Servers;

/// <summary>The sandbox's own WebDAV box.</summary>
public sealed class BoxServer : DavServer
{
    private WebDavBox? _box;

    public override string Name => "box";

    public override Uri Url => _box!.Uri;

    public override bool CanClose => false;

    public override bool CanLimit => false;

    public override bool CanLock => false;

    protected override async Task StartAsync() =>
        _box = await WebDavBox.StartAsync(new WebDavBoxOptions(Files, User: User, Password: Password, PathBase: "/dav/") { MaxUploadBytes = null }, CancellationToken.None);

    protected override async Task StopAsync()
    {
        if (_box is not null)
        {
            await _box.DisposeAsync();
        }
    }
}
