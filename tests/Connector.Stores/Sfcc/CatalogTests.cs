using Connector.Store;

namespace Connector.Stores.Tests.Sfcc;

public sealed class CatalogTests : IDisposable
{
    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    [Fact]
    public void A_product_is_told_with_its_texts_by_locale_and_its_plain_fields()
    {
        var item = Product("""
            <ean>4006381333931</ean><upc>012345678905</upc><unit>piece</unit>
            <display-name xml:lang="x-default">Sock</display-name><display-name xml:lang="fr-FR">Chaussette</display-name>
            <short-description>No locale</short-description>
            <long-description xml:lang="x-default">&lt;b&gt;Warm&lt;/b&gt; <![CDATA[& soft]]></long-description>
            <tax-class-id>standard</tax-class-id><brand>Nord</brand><manufacturer-name>Nord AG</manufacturer-name><manufacturer-sku>N-1</manufacturer-sku>
            <page-attributes><page-title xml:lang="x-default">T</page-title><page-description>D</page-description><page-keywords>K</page-keywords><page-url>/u</page-url></page-attributes>
            <classification-category catalog-id="c">socks</classification-category>
            """);
        item.Kind.Should().Be(ItemKind.Product);
        item.Entries.Should().Equal(
            "Ean: 4006381333931", "Upc: 012345678905", "Unit: piece", "Name [x-default]: Sock", "Name [fr-FR]: Chaussette",
            "ShortDescription [x-default]: No locale", "LongDescription [x-default]: <b>Warm</b> & soft", "TaxClass: standard", "Brand: Nord",
            "ManufacturerName: Nord AG", "ManufacturerSku: N-1", "PageTitle [x-default]: T", "PageDescription [x-default]: D",
            "PageKeywords [x-default]: K", "PageUrl [x-default]: /u", "ClassificationCategory c: socks");
    }

    [Fact]
    public void Flags_and_windows_carry_their_site_and_nil_or_empty_ones_are_not_told()
    {
        var item = Product("""
            <online-flag>true</online-flag><online-flag site-id="FR">0</online-flag>
            <online-from site-id="FR">2026-01-01T00:00:00+01:00</online-from><online-from site-id="DE" xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>
            <online-to>2026-02-01T00:00:00.5Z</online-to><online-to site-id="DE"/>
            <searchable-flag>1</searchable-flag><searchable-if-unavailable-flag/>
            """);
        item.Entries.Should().Equal(
            "OnlineFlag: true", "OnlineFlag [FR]: false", "OnlineFrom [FR]: 2025-12-31T23:00:00Z", "OnlineTo: 2026-02-01T00:00:00.5Z", "SearchableFlag: true");
    }

    [Fact]
    public void An_empty_element_is_not_told_so_that_the_master_s_value_stays() =>
        Product("<ean/><upc></upc><display-name xml:lang=\"x-default\"> </display-name><images/><page-attributes/><custom-attributes><custom-attribute attribute-id=\"a\"/></custom-attributes><variations/><bundled-products/>")
            .Should().Match<RecordedItem>(item => item.Entries.Count == 0 && item.Kind == ItemKind.Product);

    [Fact]
    public void A_custom_attribute_has_an_entry_for_each_value_and_a_qualifier_of_locale_and_site()
    {
        var item = Product("""
            <custom-attributes>
              <custom-attribute attribute-id="color">red</custom-attribute>
              <custom-attribute attribute-id="tips" xml:lang="fr-FR"><value>a</value><value/><value>b</value></custom-attribute>
              <custom-attribute attribute-id="promo" site-id="FR">x</custom-attribute>
              <custom-attribute attribute-id="promo" site-id="FR" xml:lang="fr">y</custom-attribute>
              <custom-attribute attribute-id="mixed">text<value>v</value>rest</custom-attribute>
              <custom-attribute attribute-id="markup">a<b>c</b>d</custom-attribute>
            </custom-attributes>
            """);
        item.Entries.Should().Equal(
            "Attribute color: red", "Attribute tips [fr-FR]: a", "Attribute tips [fr-FR]: b", "Attribute promo [@FR]: x", "Attribute promo [fr@FR]: y",
            "Attribute mixed: v", "Attribute markup: acd");
    }

    [Fact]
    public void A_master_names_its_attributes_their_values_and_its_variants()
    {
        var item = Product("""
            <variations>
              <attributes>
                <variation-attribute attribute-id="color" variation-attribute-id="color"><display-name xml:lang="x-default">Colour</display-name>
                  <variation-attribute-values><variation-attribute-value value="r"><display-value xml:lang="x-default">Red</display-value><display-value xml:lang="fr">Rouge</display-value><description>no</description></variation-attribute-value></variation-attribute-values>
                  <variation-attribute-values merge-mode="remove"><variation-attribute-value value="g"><display-value>Green</display-value></variation-attribute-value></variation-attribute-values>
                </variation-attribute>
                <shared-variation-attribute attribute-id="size" variation-attribute-id="sizeEU"><display-name>Size</display-name></shared-variation-attribute>
                <attribute attribute-id="old"><values><value value-id="o"><display-value>Old</display-value></value></values></attribute>
              </attributes>
              <variants><variant product-id="v1"/><variant product-id="v2" default="true"/></variants>
              <variants merge-mode="remove"><variant product-id="v0"/></variants>
            </variations>
            """);
        item.Kind.Should().Be(ItemKind.Master);
        item.Links.Should().Equal(new ItemLink("v1", LinkKind.Variant), new ItemLink("v2", LinkKind.Variant, IsDefault: true));
        item.Entries.Should().Equal(
            "VariationAttribute color: ", "VariationAttribute color [x-default]: Colour", "VariationValue color=r [x-default]: Red", "VariationValue color=r [fr]: Rouge",
            "SharedVariationAttribute size: sizeEU", "VariationAttribute size [x-default]: Size", "VariationAttribute old: ", "VariationValue old=o [x-default]: Old");
    }

    [Fact]
    public void A_bundle_and_a_set_are_known_by_what_they_hold()
    {
        Product("<bundled-products><bundled-product product-id=\"x\"><quantity>1</quantity></bundled-product></bundled-products>").Kind.Should().Be(ItemKind.Bundle);
        Product("<product-set-products><product-set-product product-id=\"x\"/></product-set-products><brand>B</brand>").Should()
            .Match<RecordedItem>(item => item.Kind == ItemKind.Set && item.Entries.Single() == "Brand: B");
    }

    [Fact]
    public void Blanks_are_text_wherever_they_stand()
    {
        var item = Product("""
            <display-name>a <![CDATA[b]]> <![CDATA[c]]></display-name><short-description><![CDATA[ d]]>
            <![CDATA[e]]></short-description><brand>
              f </brand><long-description>   </long-description>
            <custom-attributes><custom-attribute attribute-id="g"><![CDATA[h]]> <![CDATA[i]]></custom-attribute>
              <custom-attribute attribute-id="j">
                <value>k</value> <value> </value>
                <value><![CDATA[l]]> <![CDATA[m]]></value>
              </custom-attribute><custom-attribute attribute-id="n"> </custom-attribute></custom-attributes>
            """);
        item.Entries.Should().Equal("Name [x-default]: a b c", "ShortDescription [x-default]:  d\ne", "Brand: f", "Attribute g: h i", "Attribute j: k", "Attribute j: l m");
    }

    [Fact]
    public void A_master_names_its_variation_groups()
    {
        const string master = "<product product-id=\"m\"><variations><variants><variant product-id=\"v\"/></variants><variation-groups><variation-group product-id=\"a\"/></variation-groups></variations></product>";
        var read = _export.WithCatalog("<product product-id=\"a\"><brand>B</brand></product>" + master).Read();
        read["m"].Links.Should().Equal(new ItemLink("v", LinkKind.Variant), new ItemLink("a", LinkKind.VariationGroup));
        read.Items.Should().HaveCount(2);
    }

    [Fact]
    public void Deleted_products_categories_and_assignments_are_told_as_such()
    {
        var read = _export.WithCatalog("""
            <category category-id="old" mode="delete"/><product product-id="p" mode="delete"/>
            <category-assignment category-id="a" product-id="p" mode="delete"/>
            <category-assignment category-id="b" product-id="q"><position>auto</position><primary-flag>true</primary-flag></category-assignment>
            <category-assignment category-id="a" product-id="q"/>
            """).Read();
        read.DeletedCategories.Should().Equal("old");
        read.DeletedItems.Should().Equal("p");
        read.Unassigned.Should().Equal("p from a");
        read.Assigned.Should().Equal(new CategoryAssignment("q", "b", true), new CategoryAssignment("q", "a", false));
    }

    [Fact]
    public void A_category_has_names_a_parent_and_a_window()
    {
        var category = _export.WithCatalog("""
            <category category-id="socks"><display-name xml:lang="x-default">Socks</display-name><online-flag>true</online-flag>
            <online-from>2026-01-01T00:00:00</online-from><parent>root</parent><page-attributes><page-title>no</page-title></page-attributes></category>
            <category category-id="root"/>
            """).Read().Categories;
        category[0].Should().BeEquivalentTo(new CategoryRecord("socks", "root", true, [new LocalText("x-default", "Socks")]) { OnlineFrom = DateTimeOffset.Parse("2026-01-01T00:00:00Z", null) });
        category[1].Should().BeEquivalentTo(new CategoryRecord("root", null, false, []));
    }

    [Fact]
    public void A_variation_attribute_of_the_catalog_is_told_with_its_values()
    {
        _export.WithCatalog("""
            <variation-attribute variation-attribute-id="sizeEU" attribute-id="size"><display-name xml:lang="x-default">Size</display-name>
            <variation-attribute-values><variation-attribute-value value="38"><display-value xml:lang="x-default">EU 38</display-value></variation-attribute-value><variation-attribute-value value="39"/></variation-attribute-values></variation-attribute>
            """).Read().Shared.Should().ContainSingle().Which.Should().BeEquivalentTo(new SharedVariationAttribute(
            "sizeEU", "size", [new LocalText("x-default", "Size")],
            [new VariationValueNames("38", [new LocalText("x-default", "EU 38")]), new VariationValueNames("39", [])]));
    }

    [Fact]
    public void Several_files_of_one_catalog_begin_its_scope_again_in_ordinal_order()
    {
        _export.WithCatalog("<product product-id=\"p\"/>", "catalogs/b/catalog.xml").WithCatalog("<product product-id=\"q\"/>", "catalogs/B/catalog.xml");
        var read = _export.Read();
        read.Begun.Select(begun => begun.Origin).Should().Equal("catalogs/B/catalog.xml", "catalogs/b/catalog.xml");
        read.Begun.Should().OnlyContain(begun => begun.Scope == new Scope(ScopeKind.Catalog, "c") && begun.Mode == ScopeMode.Complete);
        read.Items.Select(item => (item.Id, item.Origin)).Should().Equal(("q", "catalogs/B/catalog.xml"), ("p", "catalogs/b/catalog.xml"));
    }

    [Fact]
    public void Elements_that_are_not_known_or_of_another_namespace_are_passed_over() =>
        Product("<new-thing><brand>no</brand><deep><deeper/></deep></new-thing><x:brand xmlns:x=\"urn:other\">no</x:brand><!-- c --><?pi x?><brand>yes</brand>")
            .Entries.Should().Equal("Brand: yes");

    [Fact]
    public void An_item_knows_its_file_and_line()
    {
        var item = _export.WithCatalog("\n\n<product product-id=\"p\">\n<brand>B</brand></product>").Read()["p"];
        (item.Origin, item.Line).Should().Be(("catalogs/c/catalog.xml", 3));
    }

    [Fact]
    public void A_repeated_product_is_passed_on_in_order_the_mirror_sees_it() =>
        _export.WithCatalog("<product product-id=\"p\"><brand>1</brand></product><product product-id=\"p\"><brand>2</brand></product>").Read()
            .Items.Select(item => item.Entries.Single()).Should().Equal("Brand: 1", "Brand: 2");

    private RecordedItem Product(string content) => _export.WithCatalog($"<product product-id=\"p\">{content}</product>").Read()["p"];
}
