namespace Connector.Worker.Demo;

/// <summary>The commands with which the documents of a sandbox are tried, in order, as a person types them.</summary>
internal static class SandboxWalk
{
    public static IEnumerable<(string Line, string What)> Of(SandboxWorld world) => world.Plan.HasEveryWay
        ?
        [
            ($"cd {world.Plan.Folder}", "here its settings are found, and here data/ comes to lie"),
            ("connector apply shop/documents", "three accounts of the same shop"),
            ("connector store read", ""),
            .. Feeds(SandboxWorld.AccountName, "files in a folder, and an alert"),
            .. Feeds(SandboxWorld.PullAccount, "a file that a catalog pulls", withStock: false),
            ($"connector account authorize {SandboxWorld.CallsAccount} --listen {new Uri(world.App!.RedirectUrl).Port}", "open the page that it prints"),
            ($"connector account onboard {SandboxWorld.CallsAccount}", "categories, warehouses, what is missing"),
            .. Feeds(SandboxWorld.CallsAccount, "product by product; sent when the stock is told"),
            ("connector check", ""),
            ("connector status", ""),
            ($"connector product status FF-MUG-ENAMEL-MOS FF-MAT-CORK --account {SandboxWorld.CallsAccount}", ""),
        ]
        : [($"connector apply {world.Documents}", ""), ("connector store read", ""), .. Feeds(SandboxWorld.AccountName, "")];

    private static IEnumerable<(string Line, string What)> Feeds(string account, string what, bool withStock = true)
    {
        yield return ($"connector feed full --account {account}", what);
        if (withStock)
        {
            yield return ($"connector feed inventory --account {account}", "");
        }

        yield return ($"connector review poll --account {account} --wait", "");
    }
}
