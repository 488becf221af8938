using System.Diagnostics;
using System.Globalization;
using Connector.Sandbox;
using Connector.Worker.Demo;

namespace Connector.Worker.Commands;

/// <summary>
/// <c>sandbox start</c>: the WebDAV box and the stand-in TikTok alone, with a shop and documents to try them with. <c>sandbox shop</c>: a
/// made-up shop of any size.
/// </summary>
internal static class SandboxCommands
{
    public static Command Sandbox()
    {
        var webDavPort = Port("--webdav-port", "Port of the WebDAV box. Default: a free one.");
        var tikTokPort = Port("--tiktok-port", "Port of the stand-in TikTok. Default: a free one.");
        var picturePort = Port("--picture-port", "Port of the sample shop's pictures. Default: a free one.");
        var user = new Option<string>("--user") { Description = "User of the WebDAV box.", HelpName = "U", DefaultValueFactory = _ => "connector" };
        var password = new Option<string?>("--password-file") { Description = "File whose first line is the box's password. Default: one is made up in DIR/secrets.", HelpName = "F" };
        var root = new Option<string>("--root") { Description = "Folder for drop, shop, documents and secrets.", HelpName = "DIR", DefaultValueFactory = _ => "sandbox" };
        var address = new Option<string>("--address") { Description = "Address to listen on; 0.0.0.0 in a container.", HelpName = "IP", DefaultValueFactory = _ => "127.0.0.1" };
        var host = new Option<string>("--host") { Description = "Host name under which others reach it.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var webDav = new Option<string>("--webdav-url") { Description = "Use this WebDAV folder instead of a box.", HelpName = "URL", DefaultValueFactory = _ => "" };
        var start = new Command("start", "Start a WebDAV box and a stand-in TikTok; Ctrl-C ends them.") { webDavPort, tikTokPort, picturePort, user, password, root, address, host, webDav };
        start.SetGuardedAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(GlobalOptions.Json),
            new SandboxPlan(Path.GetFullPath(parsed.GetValue(root)!))
            {
                WebDavPort = parsed.GetValue(webDavPort),
                TikTokPort = parsed.GetValue(tikTokPort),
                PicturePort = parsed.GetValue(picturePort),
                User = parsed.GetValue(user)!,
                PasswordFile = parsed.GetValue(password) is { } file ? Path.GetFullPath(file) : null,
                Address = parsed.GetValue(address)!,
                Host = parsed.GetValue(host)!,
                WebDavUrl = parsed.GetValue(webDav)!.TrimEnd('/'),
                Control = true,
                EveryWay = true,
            },
            cancellation));
        return new Command("sandbox", "A place to try things.") { start, Shop() };
    }

    private static Command Shop()
    {
        var skus = new Option<long>("--skus") { Description = "How many SKUs can be sold: variants, and products without variants (8 %).", HelpName = "N", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for shop/ and documents/. New, or one that this command made.", HelpName = "DIR", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "Another seed makes another shop.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var change = new Option<double?>("--change") { Description = "The same shop some time later: a share of SKUs (changed, deleted, added), prices and stock, 0 to 1.", HelpName = "SHARE" };
        skus.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && long.TryParse(text, CultureInfo.InvariantCulture, out var number) && number is < 1 or > ShopPlan.MostSkus)
            {
                result.AddError($"--skus takes 1 to {ShopPlan.MostSkus}");
            }
        });
        change.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && double.TryParse(text, CultureInfo.InvariantCulture, out var share) && share is not (>= 0 and <= 1))
            {
                result.AddError("--change takes a share from 0 to 1, such as 0.01");
            }
        });
        var shop = new Command("shop", "Write a made-up SFCC shop of any size, and documents that read it. The same arguments give the same files.") { skus, output, seed, change };
        shop.SetGuardedAction((parsed, cancellation) =>
        {
            var watch = Stopwatch.StartNew();
            var folder = Path.GetFullPath(parsed.GetValue(output)!);
            var written = SyntheticFolder.Write(new ShopPlan(parsed.GetValue(skus), parsed.GetValue(seed), parsed.GetValue(change)), folder, cancellation);
            Show(parsed.GetValue(GlobalOptions.Json), written, folder, watch.Elapsed);
            return Task.FromResult(ExitCodes.Done);
        });
        return shop;
    }

    private static void Show(bool json, ShopWritten written, string folder, TimeSpan time)
    {
        var documents = Path.Combine(folder, "documents");
        if (json)
        {
            JsonLines.Write(new { written.Plan, written.Skus, written.DeletedSkus, written.Products, written.Categories, written.Assignments, written.Lists, written.Files, written.Bytes, seconds = Math.Round(time.TotalSeconds, 1), documents });
            return;
        }

        var products = written.Products;
        Screen.Line($"{written.Skus:N0} SKUs: {products.Variants:N0} variants of {products.Masters:N0} masters, {products.Simple:N0} products without variants; {written.Categories:N0} categories, {written.Assignments:N0} assignments");
        if (written.Plan.Change is not null)
        {
            Screen.Line($"  since then {products.ChangedSkus:N0} SKUs changed, {products.AddedSkus:N0} added, {written.DeletedSkus:N0} deleted; {products.ChangedMasters:N0} masters have other texts, {products.RelistedMasters:N0} others other variants");
        }

        foreach (var list in written.Lists)
        {
            Screen.Line($"  {list.Id}: {list.Records:N0} records{(list.Changed > 0 ? $", {list.Changed:N0} of them changed" : "")}");
        }

        foreach (var file in written.Files)
        {
            Screen.Line($"  {file.Path}: {file.Bytes:N0} bytes");
        }

        Screen.Line($"{written.Bytes:N0} bytes in {time.TotalSeconds:0.0} s. Try it:");
        Screen.Line($"  connector apply {documents}");
        Screen.Line("  connector store read");
        Screen.Line($"  connector feed full --account {SyntheticFolder.Name} --sheet tiktok-catalog --dry-run");
    }

    private static async Task<int> RunAsync(bool json, SandboxPlan plan, CancellationToken cancellation)
    {
        await using var world = await SandboxWorld.StartAsync(plan, cancellation);
        if (json)
        {
            JsonLines.Write(new { webDav = world.DropUrl, plan.User, world.PasswordFile, tikTok = world.TikTokUrl, world.TokenFile, world.ControlTokenFile, appKey = world.App?.AppKey, world.AppSecretFile, world.Documents, pictures = world.Pictures?.Uri, world.Settings, walk = SandboxWalk.Of(world).Select(step => step.Line) });
        }
        else
        {
            Screen.Line($"WebDAV         {world.DropUrl}{(world.Box is null ? "" : $" (files in {world.Drop})")}");
            Screen.Line($"  user         {plan.User}, password in {world.PasswordFile}");
            Screen.Line($"TikTok         {world.TikTokUrl} (alerts and catalog; a page for people at /)");
            Screen.Line($"  access token in {world.TokenFile}");
            if (world.App is { } app)
            {
                Screen.Line($"  shop app     key {app.AppKey}, secret in {world.AppSecretFile}; sellers authorise it at {world.TikTokUrl}/open/authorize?service_id={app.ServiceId} and come back to {app.RedirectUrl}");
            }

            Screen.Line($"  control      {world.TikTokUrl}/__control/state with header X-Control-Token, token in {world.ControlTokenFile}");
            Screen.Line($"Sample shop    {world.Shop}{(world.Pictures is { } pictures ? $" (its pictures at {pictures.Uri})" : "")}");
            Screen.Line("Try it, in another window:");
            foreach (var (line, what) in SandboxWalk.Of(world))
            {
                Screen.Line(what.Length > 0 ? $"  {line,-60} # {what}" : $"  {line}");
            }

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
