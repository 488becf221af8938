using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Videos
{
    [Theory]
    [InlineData("https://video.shop.example/tent.mp4")]
    [InlineData("http://video.shop.example/play?id=3")]
    public void An_absolute_address_is_kept(string address) => By(address).ShouldBeKept();

    [Theory]
    [InlineData("tent.mp4")]
    [InlineData("//video.shop.example/tent.mp4")]
    [InlineData("ftp://video.shop.example/tent.mp4")]
    [InlineData("https://video.shop.example/the tent.mp4")]
    public void Any_other_is_left_out(string address) => By(address).ShouldLeaveOut(Detail.Video, Reasons.VideoAddressDropped, address);

    [Fact]
    public void Without_one_there_is_nothing_to_do() => Said.By(new VideoAddress(), AnOffer.Clean).ShouldBeKept();

    private static Verdict By(string address) => Said.By(new VideoAddress(), AnOffer.Detailed(Detail.Video, address));
}
