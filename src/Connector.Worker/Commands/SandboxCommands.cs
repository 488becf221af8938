using Connector.Worker.Demo;

namespace Connector.Worker.Commands;

/// <summary><c>sandbox start</c>: the WebDAV box and the stand-in TikTok alone, with a shop and documents to try them with.</summary>
internal static class SandboxCommands
{
    public static Command Sandbox()
    {
        var webDavPort = Port("--webdav-port", "Port of the WebDAV box. Default: a free one.");
        var tikTokPort = Port("--tiktok-port", "Port of the stand-in TikTok. Default: a free one.");
        var user = new Option<string>("--user") { Description = "User of the WebDAV box.", HelpName = "U", DefaultValueFactory = _ => "connector" };
        var password = new Option<string?>("--password-file") { Description = "File whose first line is the box's password. Default: one is made up in DIR/secrets.", HelpName = "F" };
        var root = new Option<string>("--root") { Description = "Folder for drop, shop, documents and secrets.", HelpName = "DIR", DefaultValueFactory = _ => "sandbox" };
        var address = new Option<string>("--address") { Description = "Address to listen on; 0.0.0.0 in a container.", HelpName = "IP", DefaultValueFactory = _ => "127.0.0.1" };
        var host = new Option<string>("--host") { Description = "Host name under which others reach it.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var webDav = new Option<string>("--webdav-url") { Description = "Use this WebDAV folder instead of a box.", HelpName = "URL", DefaultValueFactory = _ => "" };
        var start = new Command("start", "Start a WebDAV box and a stand-in TikTok; Ctrl-C ends them.") { webDavPort, tikTokPort, user, password, root, address, host, webDav };
        start.SetGuardedAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(GlobalOptions.Json),
            new SandboxPlan(Path.GetFullPath(parsed.GetValue(root)!))
            {
                WebDavPort = parsed.GetValue(webDavPort),
                TikTokPort = parsed.GetValue(tikTokPort),
                User = parsed.GetValue(user)!,
                PasswordFile = parsed.GetValue(password) is { } file ? Path.GetFullPath(file) : null,
                Address = parsed.GetValue(address)!,
                Host = parsed.GetValue(host)!,
                WebDavUrl = parsed.GetValue(webDav)!.TrimEnd('/'),
                Control = true,
            },
            cancellation));
        return new Command("sandbox", "A place to try things.") { start };
    }

    private static async Task<int> RunAsync(bool json, SandboxPlan plan, CancellationToken cancellation)
    {
        await using var world = await SandboxWorld.StartAsync(plan, cancellation);
        if (json)
        {
            JsonLines.Write(new { webDav = world.DropUrl, plan.User, world.PasswordFile, tikTok = world.TikTokUrl, world.TokenFile, world.ControlTokenFile, world.Documents });
        }
        else
        {
            Screen.Line($"WebDAV         {world.DropUrl}{(world.Box is null ? "" : $" (files in {world.Drop})")}");
            Screen.Line($"  user         {plan.User}, password in {world.PasswordFile}");
            Screen.Line($"TikTok         {world.TikTokUrl} (alerts and catalog; a page for people at /)");
            Screen.Line($"  access token in {world.TokenFile}");
            Screen.Line($"  control      {world.TikTokUrl}/__control/state with header X-Control-Token, token in {world.ControlTokenFile}");
            Screen.Line($"Sample shop    {world.Shop}");
            Screen.Line("Try it, in another window:");
            Screen.Line($"  connector apply {world.Documents}");
            Screen.Line("  connector store read");
            Screen.Line($"  connector feed full --account {SandboxWorld.AccountName}");
            Screen.Line($"  connector feed inventory --account {SandboxWorld.AccountName}");
            Screen.Line($"  connector review poll --account {SandboxWorld.AccountName} --wait");
            Screen.Line("Ctrl-C ends the sandbox.");
        }

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }

        return ExitCodes.Done;
    }

    private static Option<int> Port(string name, string description)
    {
        var port = new Option<int>(name) { Description = description, HelpName = "P" };
        port.Validators.Add(result =>
        {
            if (Given.Number(result) is < 0 or > 65535)
            {
                result.AddError($"{name} takes 0 to 65535");
            }
        });
        return port;
    }
}
