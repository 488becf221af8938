namespace Connector.Policy.Tests;

/// <summary>The vocabularies of states.</summary>
public sealed class Statuses
{
    [Fact]
    [Trait("covers", "D-09")]
    public void Every_canonical_state_has_its_words_in_the_vocabularies_that_users_know()
    {
        foreach (var state in Enum.GetValues<ListingState>())
        {
            var words = StateWords.Of(state);
            words.Canonical.Should().NotBeEmpty();
            words.Grid.Should().ContainAny("not uploaded", "rejected", "live", "inactive");
        }
    }

    [Theory]
    [InlineData(ListingState.NotSynced, "Not synced", "not uploaded")]
    [InlineData(ListingState.FailedToSync, "Failed to sync", "not uploaded, validation failed")]
    [InlineData(ListingState.InReview, "Under review", "not uploaded")]
    [InlineData(ListingState.Rejected, "Failed review", "rejected")]
    [InlineData(ListingState.Approved, "Active", "live, active")]
    [Trait("covers", "STA-01")]
    [Trait("covers", "STA-02")]
    [Trait("covers", "STA-03")]
    [Trait("covers", "STA-04")]
    [Trait("covers", "STA-05")]
    public void The_six_words_of_the_FAQ_and_those_of_the_product_grid(ListingState state, string faq, string grid) =>
        (StateWords.Of(state).Faq, StateWords.Of(state).Grid).Should().Be((faq, grid));

    [Fact]
    [Trait("covers", "STA-06")]
    [Trait("covers", "D-10")]
    public void Synced_always_says_that_it_means_unlisted_and_why() =>
        Enum.GetValues<ListingState>().Select(state => StateWords.Of(state).Faq).Where(word => word.StartsWith("Synced", StringComparison.Ordinal))
            .Should().OnlyContain(word => word.Contains("unlisted: ", StringComparison.Ordinal)).And.NotBeEmpty();
}
