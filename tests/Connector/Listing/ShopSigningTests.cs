using System.Text;
using Connector.Listings;

namespace Connector.Tests.Listings;

/// <summary>
/// Each signature was made without this code: <c>printf '%s' TEXT | openssl dgst -sha256 -hmac e59af819cc -r</c>, TEXT being what the comment says between two secrets.
/// </summary>
public sealed class ShopSigningTests
{
    private const string Time = "1772366400";
    private static readonly Secret Secret = new("e59af819cc");

    [Fact]
    public void A_call_without_a_body_signs_path_and_query()
    {
        // /authorization/202309/shops app_key29a39d timestamp1772366400
        const string sign = "e9ea44bb252eb91b53290c9076727320a9e69110ff3451284927971944487815";
        Sign("/authorization/202309/shops", [("app_key", "29a39d"), ("timestamp", Time)]).Should().Be(sign);
        Sign("/authorization/202309/shops", [("timestamp", Time), ("app_key", "29a39d")]).Should().Be(sign, "parameters are sorted");
        Sign("/authorization/202309/shops", [("app_key", "29a39d"), ("timestamp", Time), ("sign", "x"), ("access_token", "y")]).Should().Be(sign, "neither is signed");
        Sign("/authorization/202309/shops", [("app_key", "29a39d"), ("timestamp", Time), ("page_token", ""), ("locale", null)]).Should().Be(sign, "what has no value is not sent");
    }

    [Fact]
    public void The_raw_bytes_of_a_body_are_signed()
    {
        // .../product/202309/products app_key29a39d shop_cipherGCP_XF90 timestamp1772366400 {"title":"Gürtel \"Größe 85\" – Ω","n":1}
        Sign("/product/202309/products", [("app_key", "29a39d"), ("timestamp", Time), ("shop_cipher", "GCP_XF90")], """{"title":"Gürtel \"Größe 85\" – Ω","n":1}""")
            .Should().Be("b2e272e7907b83eb10d29b110d5bac64271c30b6bd5763dd5325235d4f059dc6");
    }

    [Fact]
    public void Values_are_signed_as_they_mean_not_as_they_are_escaped() =>
        // .../product/202309/brands app_key29a39d brand_nameA&B + C=ü/50% page_size100 shop_cipherGCP+/=x timestamp1772366400
        Sign("/product/202309/brands", [("app_key", "29a39d"), ("timestamp", Time), ("shop_cipher", "GCP+/=x"), ("brand_name", "A&B + C=ü/50%"), ("page_size", "100")])
            .Should().Be("56fafd684793f804cdd29b2ba67b31021a42bee8f3e4d7e9ef4a9a54bd930cac");

    [Fact]
    public void Parameters_are_sorted_by_their_bytes_whatever_the_culture() =>
        // /p B1 _x2 a3 a_b4 ab5
        Sign("/p", [("a_b", "4"), ("a", "3"), ("B", "1"), ("ab", "5"), ("_x", "2")]).Should().Be("f9f24f60d9dffb990fde98c54c970401ab29fdc8aa57731a608f6e7c340546c2");

    [Fact]
    public void A_list_is_one_value() =>
        Sign("/product/202405/products/diagnoses", [("app_key", "29a39d"), ("product_ids", "1729,1730"), ("timestamp", Time)]).Should().Be("9abee885db890df2af122d59072584a79764c41fa0bf95b93aee7c8a06640f6d");

    [Fact]
    public void A_form_with_files_is_signed_without_its_body()
    {
        const string sign = "d1523c32403af1259fd9b63af101ee42a655e4222550ce338e6c2bd27321f6b1";
        (string, string?)[] query = [("app_key", "29a39d"), ("timestamp", Time)];
        Sign("/product/202309/images/upload", query, "bytes of a form", isMultipart: true).Should().Be(sign);
        Sign("/product/202309/images/upload", query).Should().Be(sign);
    }

    private static string Sign(string path, IReadOnlyList<(string Name, string? Value)> query, string body = "", bool isMultipart = false) =>
        ShopSigning.Of(Secret, path, query.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)), Encoding.UTF8.GetBytes(body), isMultipart);
}
