using Connector.Alerts;

namespace Connector.Tests.Alerts;

[Trait("covers", "SFC-03")]
public sealed class BusinessCodesTests
{
    [Theory]
    [InlineData(0, CodeAction.Done)]
    [InlineData(20001, CodeAction.Partial)]
    [InlineData(40002, CodeAction.No)]
    [InlineData(40011, CodeAction.Split)]
    [InlineData(40012, CodeAction.Done)]
    [InlineData(40061, CodeAction.Split)]
    [InlineData(40100, CodeAction.Wait)]
    [InlineData(40102, CodeAction.Refresh)]
    [InlineData(40105, CodeAction.Person)]
    [InlineData(40201, CodeAction.Retry)]
    [InlineData(51044, CodeAction.Retry)]
    [InlineData(52007, CodeAction.Retry)]
    [InlineData(60001, CodeAction.Wait)]
    [InlineData(49999, CodeAction.No)]
    public void Each_code_says_what_to_do(long code, CodeAction action) => BusinessCodes.Of(code).Action.Should().Be(action);

    [Fact]
    public void Every_listed_code_has_a_meaning_and_a_cure() =>
        BusinessCodes.All.Should().OnlyContain(c => c.Meaning.Length > 1 && c.Cure.Length > 0).And.OnlyHaveUniqueItems(c => c.Code);
}
