using Connector.Policy.Documents;

namespace Connector.Policy.Tests;

public sealed class DocumentTextsTests
{
    [Fact]
    public void Policies_can_be_told_as_text_in_a_log_or_a_failed_test()
    {
        var text = new PolicyDocuments { Synchronization = new SynchronizationPolicy { Preset = SynchronizationPreset.PriceAndStockAfterFirstPublish } }.ToString();

        text.Should().Contain("Preset = PriceAndStockAfterFirstPublish");
    }
}
