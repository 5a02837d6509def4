"""dcat.ttl as an open data portal reads it: what DCAT-AP.de 3.0 demands of datasets and their files is there."""

from dataclasses import replace

import pyshacl
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, FOAF, RDF, URIRef

from config.cover import Terms
from tasks.report.data.write_data import write_data
from tests.factories_report import NASTY, make_report, with_table

# What the specification marks as "Pflicht" (dcat-ap.de/def/dcatde/3.0/spec, "Datensatz" and "Distribution"), in our own
# words; and of what is not, how often and of which kind it may be.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:minLength 1 ] ;
  sh:property [ sh:path dcterms:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:minLength 1 ] ;
  sh:property [ sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ;
  sh:property [ sh:path dcat:contactPoint ; sh:class vcard:Organization ] ;
  sh:property [ sh:path dcat:theme ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcterms:spatial ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcterms:modified ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ;
  sh:property [ sh:path dcterms:accrualPeriodicity ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcterms:temporal ; sh:class dcterms:PeriodOfTime ] ;
  sh:property [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcterms:PeriodOfTime ;
  sh:property [ sh:path dcat:startDate ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:date ] ;
  sh:property [ sh:path dcat:endDate ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:date ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcterms:license ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcterms:format ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:minLength 1 ] .
"""
DECIDED = Terms(
    publisher='Stadt "Hagen"',
    email="statistik@hagen.example",
    licence="Datenlizenz Deutschland Zero 2.0",
    licence_url="http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
    data_url="https://daten.example/{centre}/{month}/v{version}/",
)
BESIDE = "https://example.org/daten/"


def read(report):
    written = write_data(report)["dcat.ttl"].decode()
    return rdflib.Graph().parse(data=written, format="turtle", publicID=f"{BESIDE}dcat.ttl")


def judge(graph):
    conforms, _, said = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))
    return conforms, said


@pytest.mark.parametrize("terms", [Terms(), DECIDED], ids=["nothing decided", "all decided"])
def test_it_has_what_dcat_ap_de_demands(terms):
    conforms, said = judge(read(make_report(terms=terms)))

    assert conforms, said


@pytest.mark.parametrize("missing", [DCTERMS.title, DCTERMS.publisher, DCAT.accessURL, FOAF.name, DCAT.distribution])
def test_the_judge_sees_what_is_missing(missing):
    graph = read(make_report())
    graph.remove((None, missing, None))

    assert not judge(graph)[0]


def test_every_table_is_a_file_at_its_place():
    report = make_report(terms=DECIDED)
    graph = read(report)
    place = "https://daten.example/05914000/2026-10/v1.1/daten"

    assert set(graph.subjects(RDF.type, DCAT.Distribution)) == {
        URIRef(f"{place}/{table.id}.csv") for table in report.tables()
    }
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef(DECIDED.licence_url)}
    assert str(next(graph.objects(None, FOAF.name))) == DECIDED.publisher


def test_without_an_address_the_files_lie_beside_it_and_no_licence_is_made_up():
    graph = read(make_report(cover=None))

    assert URIRef(f"{BESIDE}befunde.csv") in set(graph.objects(None, DCAT.accessURL))
    assert not set(graph.objects(None, DCTERMS.license))
    assert not set(graph.objects(None, DCAT.contactPoint))


def test_no_text_ends_where_it_should_not():
    title = f'{NASTY}\n\\" .'
    table = replace(next(make_report().tables()), title=title)
    graph = read(with_table(make_report(), table))

    assert any(str(found).endswith(title) for found in graph.objects(None, DCTERMS.title))
