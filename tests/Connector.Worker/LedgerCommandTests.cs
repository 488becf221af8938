namespace Connector.Worker.Tests;

/// <summary>What people do about an account's ledger: compare, resend, put back, begin anew, adopt.</summary>
public class LedgerCommandTests
{
    [Fact]
    public async Task A_ledger_is_compared_put_back_begun_anew_and_adopted_by_command()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var full = (await world.WellAsync("feed", "full", "--account", "demo", "--json")).Json["run"]!.GetValue<string>();
        await world.WellAsync("review", "poll", "--account", "demo", "--wait");

        (await world.WellAsync("feed", "full", "--account", "demo", "--reconcile", "--dry-run")).Output.Should().ContainAll("reconcile: view", "98 shown, 98 as sent, 0 edited on TikTok, 0 unknown to us, 0 lost");

        (await world.WellAsync("resend", "FF-APRON", "--account", "demo", "--because", "TikTok shows an old picture")).Output.Should().Contain("1 SKU is sent again: FF-APRON");
        (await world.WellAsync("feed", "delta", "--account", "demo")).Output.Should().Contain("1 rows");
        (await world.WellAsync("resend", "--refused", "--account", "demo")).Output.Should().Contain("2 SKUs are sent again");
        var unsent = await world.RunAsync("resend", "FF-APRON", "ff-apron", "NO-SUCH-SKU", "--account", "demo");
        unsent.ExitCode.Should().Be(1);
        unsent.Errors.Should().ContainAll("ff-apron was never sent", "NO-SUCH-SKU was never sent", "connector explain NO-SUCH-SKU", "Nothing is sent again");
        (await world.RunAsync("resend", "--account", "demo")).Should().Match<Ended>(ended => ended.ExitCode == 2 && ended.Errors.Contains("name SKUs, or give --refused"));

        (await world.RunAsync("run", "refused", full, "--account", "demo")).ExitCode.Should().Be(2, "it is answered for");
        (await world.WellAsync("run", "refused", full, "--account", "demo", "--by", "ana", "--because", "file error 40908")).Output.Should().ContainAll("97 rows of run", "count as not sent", "97 SKUs wait for the next delta");
        (await world.WellAsync("run", "refused", full, "--by", "ana", "--because", "file error 40908")).Output.Should().Contain("was put back before");
        (await world.WellAsync("run", "list")).Output.Should().ContainAll("refused", "TikTok refused it, says ana: file error 40908");

        (await world.RunAsync("account", "adopt", "--account", "demo")).Should().Match<Ended>(ended => ended.ExitCode == 3 && ended.Errors.Contains("account rebuild"));
        (await world.WellAsync("account", "rebuild", "--account", "demo")).Output.Should().ContainAll("Would forget: 98 rows", "Would keep: archive and chain", "account adopt", "Nothing was changed");
        (await world.RunAsync("account", "rebuild", "--account", "demo", "--yes")).Should().Match<Ended>(ended => ended.ExitCode == 2 && ended.Errors.Contains("--because"));
        (await world.WellAsync("account", "rebuild", "--account", "demo", "--yes", "--by", "ana", "--because", "moved to another machine")).Output.Should().ContainAll("Forgot: 98 rows", "Noted as");
        (await world.WellAsync("account", "adopt", "--account", "demo", "--dry-run")).Output.Should().ContainAll("shows 98 products, 98 known to the shop, 0 orphans", "nothing was adopted");
        (await world.WellAsync("account", "adopt", "--account", "demo", "--by", "ana")).Output.Should().ContainAll("A first full feed updates 98", "Adopted as", "--dry-run");
        (await world.WellAsync("run", "list", "--account", "demo")).Output.Should().ContainAll("adopt", "rebuild", "moved to another machine");
        (await world.WellAsync("feed", "full", "--account", "demo")).Output.Should().Contain("98 rows");
        world.TikTok.Catalogs.Sum(catalog => catalog.Products.Count).Should().Be(98);
    }
}
